// A GPIO chip that exists in the kernel only: real /dev/gpiochipN, real edges, pulled by the test.
//
// Made through configfs and driven through sysfs, as the kernel's documentation
// admin-guide/gpio/gpio-sim.rst has it. Needs root and a kernel with CONFIG_GPIO_SIM, configfs at
// /sys/kernel/config and devtmpfs at /dev: what tests/rig/boot gives.
//
// Functions return 0 or a level, or -errno: -ENOENT without gpio-sim in the kernel, -EEXIST for a
// label that is in use, -EINVAL for a bad argument.
#ifndef LAMPION_TESTS_RIG_GPIO_SIM_H
#define LAMPION_TESTS_RIG_GPIO_SIM_H

#include <stdbool.h>

// Plain data, filled by gpio_sim_create; the chip lives in the kernel, also past the end of its
// process, until gpio_sim_destroy.
struct gpio_sim {
    unsigned line_count;
    char device[32]; // "/dev/gpiochip0"
    char config[96]; // its folder in configfs
    char lines[128]; // its folder in sysfs, with one sim_gpioN a line
};

// A chip with `line_count` lines (1..1024), all pulled down. `label` (1..31 characters, no slash)
// is what the chip calls itself. `names` has a name a line, or NULL for a line without; it may be
// NULL itself. When this returns 0 the device is there.
int gpio_sim_create(struct gpio_sim *sim, const char *label, unsigned line_count,
                    const char *const names[]);

// Pulls a line up or down. Whoever holds the line as input sees the edge with the kernel's stamp;
// a line held as output keeps what its holder drives. Two pulls within a tick of the kernel (10 ms)
// may reach the reader as one edge or none: wait for the event, or 10 ms, between pulls.
int gpio_sim_pull(const struct gpio_sim *sim, unsigned line, bool up);

// The level on a line now, 0 or 1: as pulled, or as its holder drives it.
int gpio_sim_value(const struct gpio_sim *sim, unsigned line);

// Takes the chip away, also while it is in use (its users see ENODEV), and zeroes `sim`.
// Nothing to do for a zeroed one.
int gpio_sim_destroy(struct gpio_sim *sim);

#endif
