// The beacon on an Arduino that has EEPROM: Uno, Nano, Mega, Leonardo.  (Others keep the boot
// counter where they can; ESP32 and ESP8266 have EEPROM.begin() and EEPROM.commit().)
//
// `make arduino-library` in firmware_shim/ports makes the folder Cupola; move it to the
// libraries of the Arduino IDE.  This sketch is then among its examples.

#include <EEPROM.h>

#include <beacon/beacon.h>

static struct beacon beacon;

static void put(void *, uint8_t octet) { Serial.write(octet); }

// The boot counter is the EEPROM's first octet; it outlives the power.
static uint8_t count_boot() {
  uint8_t boots = EEPROM.read(0) + 1;
  EEPROM.update(0, boots);
  return boots;
}

void setup() {
  Serial.begin(115200);
  beacon_start(&beacon, count_boot(), put, nullptr);
}

void loop() {
  while (Serial.available() > 0) {
    beacon_receive(&beacon, Serial.read(), millis());
  }
  beacon_run(&beacon, millis());
}
