/* The shelf: reports that were asked for at the organisers' desk. They are made one after the other
 * on the desk for long work and lie in a folder of their own until SHELF_MAX newer ones are there,
 * or the daemon ends; the archive keeps their hashes. Locked: any thread may call. */
#ifndef LAMPION_ORGANISE_SHELF_H
#define LAMPION_ORGANISE_SHELF_H

#include "dashboard/page/organise/reports_page.h"
#include "dashboard/report/formats.h"
#include "dashboard/report/gather.h"

struct shelf;

/* `settings` of the installation, for the reports; copied. NULL with why. */
struct shelf *shelf_new(const struct report_setting *settings, size_t count, struct why *why);
/* Once nothing is made any more; takes the files away. NULL is allowed. */
void shelf_free(struct shelf *self);

/* Puts a report on the list; its number, or -EAGAIN with why: SHELF_MAX are not made yet. */
int64_t shelf_ask(struct shelf *self, const struct gather_request *request,
                  const struct report_format *format, struct why *why);
/* Makes the oldest that waits, if there is one, and archives it in the store at `store_path`. On
 * the desk for long work; `reading` is its connection. */
void shelf_make(struct shelf *self, struct store *reading, const char *store_path);

/* The newest first; at most SHELF_MAX. */
size_t shelf_rows(struct shelf *self, struct report_row rows[SHELF_MAX]);
/* The bytes of a file of a report that is ready, malloc'ed; NULL: there is none. */
char *shelf_file(struct shelf *self, int64_t id, const char *name, size_t *length);

#endif
