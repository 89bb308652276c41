// Stub of the Arduino core on a terminal of this machine.

#include "Arduino.h"
#include "EEPROM.h"
#include "host.h"

HardwareSerial Serial;
EEPROMClass EEPROM;

static uint8_t cell = 41;  // as the board before us left it

void HardwareSerial::begin(unsigned long) {}

int HardwareSerial::available() {
  if (next_ < 0) {
    next_ = host_get();
  }
  return next_ >= 0;
}

int HardwareSerial::read() {
  int octet = next_;
  next_ = -1;
  return octet;
}

size_t HardwareSerial::write(uint8_t octet) {
  host_put(octet);
  return 1;
}

uint8_t EEPROMClass::read(int) { return cell; }
void EEPROMClass::update(int, uint8_t value) { cell = value; }

unsigned long millis() { return host_milliseconds(); }

int main(int count, char **arguments) {
  host_start(count, arguments);
  setup();
  for (;;) {
    loop();
  }
}
