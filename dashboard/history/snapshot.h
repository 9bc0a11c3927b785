/* Several reads of one moment of the store. */
#ifndef LAMPION_HISTORY_SNAPSHOT_H
#define LAMPION_HISTORY_SNAPSHOT_H

#include "dashboard/history/store.h"

/* From here to snapshot_end what others commit is not seen. 0, or -EIO with why. */
int snapshot_begin(struct store *store, struct why *why);
void snapshot_end(struct store *store);

#endif
