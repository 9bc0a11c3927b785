#include "tests/rig/gpio_sim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG_ROOT "/sys/kernel/config/gpio-sim"
#define SYSFS_ROOT "/sys/devices/platform"

enum { PATH_SIZE = 192, LINES_MAX = 1024, LABEL_MAX = 31 };

static int attribute_write(const char *dir, const char *name, const char *value)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    ssize_t written = write(fd, value, strlen(value));
    int error = written < 0 ? -errno : 0;
    close(fd);
    return error;
}

// Without the newline at its end.
static int attribute_read(const char *dir, const char *name, char *value, size_t size)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    ssize_t length = read(fd, value, size - 1);
    int error = length < 0 ? -errno : 0;
    close(fd);
    value[length < 0 ? 0 : length] = '\0';
    value[strcspn(value, "\n")] = '\0';
    return error;
}

static int directory_make(const char *path)
{
    return mkdir(path, 0755) ? -errno : 0;
}

static int lines_name(const char *bank, unsigned line_count, const char *const names[])
{
    for (unsigned i = 0; names && i < line_count; i++) {
        if (!names[i])
            continue;
        char path[PATH_SIZE];
        snprintf(path, sizeof path, "%s/line%u", bank, i);
        int error = directory_make(path);
        if (!error)
            error = attribute_write(path, "name", names[i]);
        if (error)
            return error;
    }
    return 0;
}

static int bank_make(const struct gpio_sim *sim, const char *label, const char *const names[])
{
    char bank[PATH_SIZE / 2 + 8], count[16];
    snprintf(bank, sizeof bank, "%s/bank0", sim->config);
    snprintf(count, sizeof count, "%u", sim->line_count);
    int error = directory_make(bank);
    if (!error)
        error = attribute_write(bank, "num_lines", count);
    if (!error)
        error = attribute_write(bank, "label", label);
    if (!error)
        error = lines_name(bank, sim->line_count, names);
    return error;
}

// Learns from the live chip where the kernel has put it.
static int places_read(struct gpio_sim *sim)
{
    char parent[32], chip[24];
    int error = attribute_read(sim->config, "dev_name", parent, sizeof parent);
    if (!error)
        error = attribute_read(sim->config, "bank0/chip_name", chip, sizeof chip);
    if (error)
        return error;
    snprintf(sim->lines, sizeof sim->lines, SYSFS_ROOT "/%s/%s", parent, chip);
    snprintf(sim->device, sizeof sim->device, "/dev/%s", chip);
    return access(sim->device, F_OK) ? -errno : 0; // devtmpfs has it before `live` returns
}

int gpio_sim_create(struct gpio_sim *sim, const char *label, unsigned line_count,
                    const char *const names[])
{
    *sim = (struct gpio_sim){.line_count = line_count};
    size_t length = strlen(label);
    if (length < 1 || length > LABEL_MAX || strchr(label, '/') || line_count < 1 ||
        line_count > LINES_MAX)
        return -EINVAL;
    char config[sizeof sim->config];
    snprintf(config, sizeof config, CONFIG_ROOT "/%s", label);
    int error = directory_make(config);
    if (error)
        return error; // one that is there already is another's: not to be destroyed

    memcpy(sim->config, config, sizeof config);
    error = bank_make(sim, label, names);
    if (!error)
        error = attribute_write(sim->config, "live", "1");
    if (!error)
        error = places_read(sim);
    if (error)
        gpio_sim_destroy(sim);
    return error;
}

// The folder of a line under sim->lines.
static int line_folder(const struct gpio_sim *sim, unsigned line, char *path, size_t size)
{
    if (line >= sim->line_count)
        return -EINVAL;
    snprintf(path, size, "%s/sim_gpio%u", sim->lines, line);
    return 0;
}

int gpio_sim_pull(const struct gpio_sim *sim, unsigned line, bool up)
{
    char path[PATH_SIZE - 16];
    int error = line_folder(sim, line, path, sizeof path);
    return error ? error : attribute_write(path, "pull", up ? "pull-up" : "pull-down");
}

int gpio_sim_value(const struct gpio_sim *sim, unsigned line)
{
    char path[PATH_SIZE - 16], value[8];
    int error = line_folder(sim, line, path, sizeof path);
    if (!error)
        error = attribute_read(path, "value", value, sizeof value);
    return error ? error : atoi(value);
}

int gpio_sim_destroy(struct gpio_sim *sim)
{
    if (!sim->config[0])
        return 0;
    attribute_write(sim->config, "live", "0"); // refused for one that never lived: no matter
    char path[PATH_SIZE];
    for (unsigned i = 0; i < sim->line_count; i++) {
        snprintf(path, sizeof path, "%s/bank0/line%u", sim->config, i);
        rmdir(path); // only named lines have one
    }
    snprintf(path, sizeof path, "%s/bank0", sim->config);
    rmdir(path);
    int error = rmdir(sim->config) ? -errno : 0;
    *sim = (struct gpio_sim){0};
    return error;
}
