/* What a report says of the installation, lampion.yaml: the settings that are not as they come.
 * Never a secret, an address or a path: reports are given away. Of what is such, whether it is
 * there (backup, broker) or how many there are (notify). */
#ifndef LAMPION_INSTALLATION_H
#define LAMPION_INSTALLATION_H

#include "dashboard/config.h"
#include "dashboard/report/report.h"

#define INSTALLATION_SETTINGS_MAX 12

/* How many. */
size_t installation_settings(const struct config *config,
                             struct report_setting settings[INSTALLATION_SETTINGS_MAX]);

#endif
