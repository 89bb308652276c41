// Stub of the Arduino core: what beacon.ino uses of it.

#ifndef STUB_ARDUINO_H
#define STUB_ARDUINO_H

#include <stddef.h>
#include <stdint.h>

class HardwareSerial {
 public:
  void begin(unsigned long baud);
  int available();
  int read();
  size_t write(uint8_t octet);

 private:
  int next_ = -1;
};

extern HardwareSerial Serial;

unsigned long millis();

void setup();
void loop();

#endif
