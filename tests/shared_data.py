"""Where the real recordings and frames lie, beside the repository.

They are never copied into it; a test that needs them carries `needs_shared` and is
skipped, saying so, where the folder is absent.
"""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is not there")
