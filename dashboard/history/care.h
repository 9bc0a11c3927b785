/* Opening the history of a collector that may have been killed, on a disk that may have lied.
 *
 * What is damaged is put aside under a dated name, PATH.damaged-20261005T060000Z, never
 * overwritten, and a new history is begun: the agents go back and send what they still hold, the
 * rest is declared lost. A file of another program, or of a newer lampion, is refused untouched,
 * and so is a damaged one where no collector has been before: somebody has just put it there. */
#ifndef LAMPION_HISTORY_CARE_H
#define LAMPION_HISTORY_CARE_H

#include "dashboard/history/lock.h"
#include "dashboard/history/store.h"
#include <stdbool.h>
#include <stdint.h>

/* Looks at what is there unless `lock` says that it was left well, puts it aside if it must, and
 * opens for writing. NULL with why. `aside`, when it was: why it was, else "". */
struct store *store_open_with_care(const char *path, struct store_lock *lock, int64_t now_ms,
                                   struct why *aside, struct why *why);

/* Calls back with the name (without its folder) of each history that was put aside and is still
 * there. */
void store_each_aside(const char *path, void (*each)(void *context, const char *name),
                      void *context);

#endif
