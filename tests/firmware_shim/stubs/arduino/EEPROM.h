// Stub of Arduino's EEPROM library: what beacon.ino uses of it.

#ifndef STUB_EEPROM_H
#define STUB_EEPROM_H

#include <stdint.h>

struct EEPROMClass {
  uint8_t read(int index);
  void update(int index, uint8_t value);
};

extern EEPROMClass EEPROM;

#endif
