#include "device.h"

static void look(struct device *device)
{
    plant_read(&device->plant, &device->sensors);
    module_step(&device->module, device->stepped_ms);
}

static void boot(struct device *device, uint8_t boots, uint8_t scenario, cupola_put_fn put,
                 void *to)
{
    device->uptime_ms = 0;
    device->stepped_ms = 0;
    plant_read(&device->plant, &device->sensors);
    module_start(&device->module, &device->sensors, boots, scenario, put, to);
    module_step(&device->module, 0);
}

void device_start(struct device *device, enum scenario_number scenario, uint32_t seed,
                  uint8_t boots, cupola_put_fn put, void *to)
{
    plant_start(&device->plant, scenario, seed);
    boot(device, boots, (uint8_t)scenario, put, to);
}

void device_reboot(struct device *device)
{
    const struct module *module = &device->module;
    boot(device, (uint8_t)(module->counters.boots + 1), module->scenario, module->put,
         module->to);
}

void device_advance(struct device *device, uint32_t ms)
{
    device->uptime_ms += ms;
    while (device->uptime_ms - device->stepped_ms >= PLANT_STEP_MS) {
        plant_step(&device->plant, &device->module.actuators);
        device->stepped_ms += PLANT_STEP_MS;
        look(device);
    }
}
