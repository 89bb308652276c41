/* The virtual device as a process: coolant-loops PORT [OPTION VALUE]...
 *
 *     --clock real|virtual   virtual: time passes only by `advance`; real by default
 *     --speed X              of the real clock, 1 by default
 *     --scenario NAME        nominal by default (scenario.h)
 *     --leak RATE            l/h from the start, instead of the scenario's leak
 *     --boots N              boots before this one, 0 by default
 *     --seed N               of the sensors' noise, 1 by default
 *
 * PORT is a terminal.  Requests come on standard input, a line each, and get one line each:
 *
 *     advance MS    at MS OCTETS   let so much time pass at once; uptime, octets sent in all
 *     reboot        ok             one boot more, sequence and uptime from 0
 *     leak RATE     ok             l/h from now on, 0 ends the leak
 *     anything else error ...
 *
 * It ends with the end of standard input.  A port that is gone is a line with nobody there. */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device.h"
#include "ports/posix/tty.h"

#define LOOK_MS 10 /* at the real clock */
#define MOST_ADVANCE_MS 2000000000u
#define MOST_LEAK_L_H 100000.0

#define USAGE \
    "usage: coolant-loops PORT [OPTION VALUE]...\n" \
    "  --clock real|virtual  virtual: time passes only by `advance MS` on standard input\n" \
    "  --speed X             of the real clock, to 100000\n" \
    "  --scenario NAME       nominal, nauka, soyuz-ms-22, progress-ms-21\n" \
    "  --leak RATE           litres per hour instead of the scenario's leak, to 100000\n" \
    "  --boots N             boots before this one, to 255\n" \
    "  --seed N              of the sensors' noise\n"

struct options {
    bool virtual_clock;
    double speed;
    enum scenario_number scenario;
    bool has_leak;
    uint32_t leak_ml_h;
    uint8_t boots;
    uint32_t seed;
};

struct process {
    struct device device;
    struct tty tty;
    uint64_t octets; /* sent in all */
    struct options options;
    uint32_t clock_ms; /* the real clock when the device was last told of it */
    double owed_ms;    /* device time that has passed since, less than a millisecond */
    char line[128];    /* of standard input, as far as it has come */
    size_t line_length;
};

static const char *const SCENARIO_NAMES[SCENARIOS] = {
    "nominal", "nauka", "soyuz-ms-22", "progress-ms-21",
};

/* A number from 0 to `most`, and nothing behind it. */
static bool read_number(const char *text, double most, double *number)
{
    char *end;
    *number = strtod(text, &end);
    return end != text && *end == '\0' && *number >= 0 && *number <= most;
}

static bool read_leak(const char *text, uint32_t *ml_h)
{
    double rate;
    bool right = read_number(text, MOST_LEAK_L_H, &rate);
    *ml_h = right ? (uint32_t)(rate * 1000 + 0.5) : 0;
    return right;
}

static bool read_scenario(const char *text, enum scenario_number *scenario)
{
    for (int i = 0; i < SCENARIOS; i++) {
        if (strcmp(text, SCENARIO_NAMES[i]) == 0) {
            *scenario = (enum scenario_number)i;
            return true;
        }
    }
    return false;
}

static bool read_option(struct options *options, const char *name, const char *value)
{
    double number;
    if (strcmp(name, "--clock") == 0) {
        options->virtual_clock = strcmp(value, "virtual") == 0;
        return options->virtual_clock || strcmp(value, "real") == 0;
    }
    if (strcmp(name, "--speed") == 0) {
        return read_number(value, 100000, &options->speed);
    }
    if (strcmp(name, "--scenario") == 0) {
        return read_scenario(value, &options->scenario);
    }
    if (strcmp(name, "--leak") == 0) {
        options->has_leak = true;
        return read_leak(value, &options->leak_ml_h);
    }
    if (strcmp(name, "--boots") == 0 && read_number(value, UINT8_MAX, &number)) {
        options->boots = (uint8_t)number;
        return true;
    }
    if (strcmp(name, "--seed") == 0 && read_number(value, UINT32_MAX, &number)) {
        options->seed = (uint32_t)number;
        return true;
    }
    return false;
}

static bool read_options(struct options *options, int count, char **arguments)
{
    if (count < 2 || arguments[1][0] == '-') {
        fputs("coolant-loops: the port comes first\n" USAGE, stderr);
        return false;
    }
    for (int i = 2; i < count; i += 2) {
        if (i + 1 == count || !read_option(options, arguments[i], arguments[i + 1])) {
            fprintf(stderr, "coolant-loops: %s %s cannot be meant\n" USAGE, arguments[i],
                    i + 1 == count ? "without a value" : arguments[i + 1]);
            return false;
        }
    }
    return true;
}

/* A cupola_put_fn. */
static void put(void *to, uint8_t octet)
{
    struct process *process = to;
    process->octets++;
    tty_put(&process->tty, octet);
}

static void answer_request(struct process *process, char *request)
{
    char *argument = strchr(request, ' ');
    double ms;
    uint32_t ml_h;
    if (argument != NULL) {
        *argument++ = '\0';
    }
    if (argument != NULL && strcmp(request, "advance") == 0 &&
        read_number(argument, MOST_ADVANCE_MS, &ms)) {
        device_advance(&process->device, (uint32_t)ms);
        tty_flush(&process->tty);
        printf("at %" PRIu32 " %" PRIu64 "\n", process->device.uptime_ms, process->octets);
    } else if (argument != NULL && strcmp(request, "leak") == 0 && read_leak(argument, &ml_h)) {
        plant_leak(&process->device.plant, ml_h);
        puts("ok");
    } else if (argument == NULL && strcmp(request, "reboot") == 0) {
        device_reboot(&process->device);
        tty_flush(&process->tty);
        puts("ok");
    } else {
        puts("error: say advance MS, reboot, or leak RATE; MS to 2000000000, RATE to 100000");
    }
    fflush(stdout);
}

/* Take what standard input has; false at its end. */
static bool take_requests(struct process *process)
{
    char octets[128];
    ssize_t got = read(STDIN_FILENO, octets, sizeof octets);
    for (ssize_t i = 0; i < got; i++) {
        if (octets[i] == '\n') {
            process->line[process->line_length] = '\0';
            process->line_length = 0;
            answer_request(process, process->line);
        } else if (process->line_length + 1 < sizeof process->line) {
            process->line[process->line_length++] = octets[i];
        }
    }
    return got > 0 || (got < 0 && errno == EINTR);
}

/* Take what the line has; false if it is gone. */
static bool take_octets(struct process *process)
{
    uint8_t octet;
    int got;
    while ((got = tty_get(&process->tty, &octet, 0)) > 0) {
        module_receive(&process->device.module, octet);
    }
    return tty_flush(&process->tty) && got == 0;
}

/* Let the real time pass that has passed.  Of a pause too long to make up for, as when the
 * machine slept, the rest is forgotten. */
static void follow_clock(struct process *process)
{
    uint32_t now_ms = tty_clock();
    process->owed_ms += (now_ms - process->clock_ms) * process->options.speed;
    process->clock_ms = now_ms;
    if (process->owed_ms > MOST_ADVANCE_MS) {
        process->owed_ms = MOST_ADVANCE_MS;
    }
    uint32_t whole_ms = (uint32_t)process->owed_ms;
    process->owed_ms -= whole_ms;
    device_advance(&process->device, whole_ms);
    tty_flush(&process->tty);
}

static void run(struct process *process)
{
    struct pollfd ends[] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = process->tty.descriptor, .events = POLLIN},
    };
    /* Commands come before requests, so that one sent before an `advance` is part of it. */
    for (;;) {
        if (poll(ends, 2, process->options.virtual_clock ? -1 : LOOK_MS) < 0) {
            if (errno == EINTR) {
                continue;
            }
            return;
        }
        if (!process->options.virtual_clock) {
            follow_clock(process);
        }
        if (ends[1].revents != 0 && !take_octets(process)) {
            ends[1].fd = -1;
        }
        if (ends[0].revents != 0 && !take_requests(process)) {
            return;
        }
    }
}

int main(int count, char **arguments)
{
    static struct process process = {.options = {.speed = 1, .seed = 1}};
    const struct options *options = &process.options;
    if (!read_options(&process.options, count, arguments)) {
        return 2;
    }
    process.tty.descriptor = tty_open(arguments[1]);
    if (process.tty.descriptor < 0) {
        perror(arguments[1]);
        return EXIT_FAILURE;
    }
    device_start(&process.device, options->scenario, options->seed, options->boots, put,
                 &process);
    if (options->has_leak) {
        plant_leak(&process.device.plant, options->leak_ml_h);
    }
    tty_flush(&process.tty);
    process.clock_ms = tty_clock();
    run(&process);
    return EXIT_SUCCESS;
}
