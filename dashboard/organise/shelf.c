#include "dashboard/organise/shelf.h"

#include "agent/common/log.h"
#include "agent/common/time.h"
#include "dashboard/report/archive.h"
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_BYTES_MAX (256LL << 20)

struct entry {
    struct report_row row;
    struct gather_request request;
    const struct report_format *format;
};

struct shelf {
    pthread_mutex_t lock;
    char folder[64]; /* empty until the first report */
    struct report_setting *settings;
    size_t setting_count;
    struct entry entries[SHELF_MAX]; /* the newest first */
    int64_t newest;
};

struct shelf *shelf_new(const struct report_setting *settings, size_t count, struct why *why)
{
    struct shelf *self = calloc(1, sizeof *self);
    if (self)
        self->settings = calloc(count + 1, sizeof *self->settings);
    if (!self || !self->settings) {
        free(self);
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    memcpy(self->settings, settings, count * sizeof *settings);
    self->setting_count = count;
    pthread_mutex_init(&self->lock, NULL);
    return self;
}

/* ---- Files: FOLDER/ID/NAME ---- */

static void path_of(const struct shelf *self, int64_t id, const char *name, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/%lld%s%s", self->folder, (long long)id, *name ? "/" : "", name);
}

static void remove_report(const struct shelf *self, const struct report_row *row)
{
    char path[PATH_MAX];
    for (size_t i = 0; i < row->file_count; i++) {
        path_of(self, row->id, row->files[i], path);
        unlink(path);
    }
    path_of(self, row->id, "", path);
    if (row->id)
        rmdir(path);
}

void shelf_free(struct shelf *self)
{
    if (!self)
        return;
    for (size_t i = 0; i < SHELF_MAX; i++)
        remove_report(self, &self->entries[i].row);
    if (self->folder[0])
        rmdir(self->folder);
    pthread_mutex_destroy(&self->lock);
    free(self->settings);
    free(self);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void list_files(const struct shelf *self, struct report_row *row)
{
    char path[PATH_MAX];
    path_of(self, row->id, "", path);
    DIR *folder = opendir(path);
    for (struct dirent *file;
         folder && (file = readdir(folder)) && row->file_count < REPORT_FILES_MAX;)
        if (file->d_name[0] != '.' && strlen(file->d_name) < sizeof row->files[0])
            strcpy(row->files[row->file_count++], file->d_name);
    if (folder)
        closedir(folder);
    qsort(row->files, row->file_count, sizeof row->files[0], by_name);
}

/* ---- Asking ---- */

static void fill_row(struct report_row *row, const struct gather_request *request,
                     const struct report_format *format)
{
    char text[PERIOD_TEXT_MAX];
    row->language = request->language;
    period_format(&request->period, text);
    snprintf(row->period, sizeof row->period, "%s", text);
    period_format(&request->compared, text);
    snprintf(row->against, sizeof row->against, "%s", text);
    snprintf(row->format, sizeof row->format, "%s", format->name);
}

int64_t shelf_ask(struct shelf *self, const struct gather_request *request,
                  const struct report_format *format, struct why *why)
{
    pthread_mutex_lock(&self->lock);
    struct entry *oldest = &self->entries[SHELF_MAX - 1];
    if (oldest->row.id && oldest->row.stage < REPORT_DONE) {
        pthread_mutex_unlock(&self->lock);
        return why_set(why, EAGAIN, "%d reports are on their way: wait for them", SHELF_MAX);
    }
    remove_report(self, &oldest->row);
    memmove(self->entries + 1, self->entries, sizeof self->entries - sizeof *self->entries);
    struct entry *entry = self->entries;
    *entry = (struct entry){.request = *request, .format = format};
    entry->request.installation = self->settings;
    entry->request.installation_count = self->setting_count;
    fill_row(&entry->row, request, format);
    entry->row.id = ++self->newest;
    int64_t id = entry->row.id;
    pthread_mutex_unlock(&self->lock);
    return id;
}

static struct entry *find(struct shelf *self, int64_t id)
{
    for (size_t i = 0; i < SHELF_MAX; i++)
        if (self->entries[i].row.id == id)
            return &self->entries[i];
    return NULL;
}

/* ---- Making ---- */

static bool take_next(struct shelf *self, struct entry *next)
{
    bool found = false;
    pthread_mutex_lock(&self->lock);
    for (size_t i = SHELF_MAX; !found && i-- > 0;) {
        struct entry *entry = &self->entries[i];
        found = entry->row.id && entry->row.stage == REPORT_WAITING;
        if (found) {
            entry->row.stage = REPORT_GATHERING;
            *next = *entry;
        }
    }
    pthread_mutex_unlock(&self->lock);
    return found;
}

static void tell(struct shelf *self, const struct report_row *row)
{
    pthread_mutex_lock(&self->lock);
    struct entry *entry = find(self, row->id);
    if (entry) /* one that is on its way is not taken away */
        entry->row = *row;
    pthread_mutex_unlock(&self->lock);
}

static int make_folder(struct shelf *self, int64_t id, char path[PATH_MAX], struct why *why)
{
    if (!self->folder[0]) {
        char made[sizeof self->folder] = "/tmp/lampion-reports-XXXXXX";
        if (!mkdtemp(made))
            return why_set(why, errno, "no folder for reports in /tmp: %s", strerror(errno));
        pthread_mutex_lock(&self->lock);
        strcpy(self->folder, made);
        pthread_mutex_unlock(&self->lock);
    }
    path_of(self, id, "", path);
    return mkdir(path, 0700) ? why_set(why, errno, "%s: %s", path, strerror(errno)) : 0;
}

static void archive(const struct report *report, const struct entry *entry, const char *store_path)
{
    struct why why;
    struct lampion_clock clock = clock_real();
    struct store *store = store_open(store_path, STORE_WRITE, &why);
    if (!store ||
        archive_put(store, report, entry->format, entry->row.sha256, clock_wall_ms(&clock), &why))
        log_error("reports", "not archived, --verify will not know it: %s", why.text);
    store_close(store);
}

/* A file is named after what is in it; a folder's files have their own names. */
static int write_report(struct shelf *self, struct entry *entry, const struct report *report,
                        struct why *why)
{
    char folder[PATH_MAX], path[PATH_MAX + 80];
    const char *dot = strcmp(entry->format->name, "html") == 0   ? "html"
                      : strcmp(entry->format->name, "xlsx") == 0 ? "xlsx"
                                                                 : "json";
    int error = make_folder(self, entry->row.id, folder, why);
    if (error)
        return error;
    if (entry->format->is_folder)
        snprintf(path, sizeof path, "%s", folder);
    else
        snprintf(path, sizeof path, "%s/lampion-%s.%s", folder, entry->row.period, dot);
    return report_write(report, entry->format, path, entry->row.sha256, why);
}

void shelf_make(struct shelf *self, struct store *reading, const char *store_path)
{
    struct entry entry;
    if (!take_next(self, &entry))
        return;
    struct report_row *row = &entry.row;
    struct report *report = report_gather(reading, &entry.request, &row->why);
    row->stage = REPORT_WRITING;
    tell(self, row);
    bool well = report && !write_report(self, &entry, report, &row->why);
    if (well)
        archive(report, &entry, store_path);
    report_free(report);
    row->stage = well ? REPORT_DONE : REPORT_FAILED;
    if (self->folder[0])
        list_files(self, row);
    tell(self, row);
}

/* ---- Looking ---- */

size_t shelf_rows(struct shelf *self, struct report_row rows[SHELF_MAX])
{
    size_t count = 0;
    pthread_mutex_lock(&self->lock);
    while (count < SHELF_MAX && self->entries[count].row.id) {
        rows[count] = self->entries[count].row;
        count++;
    }
    pthread_mutex_unlock(&self->lock);
    return count;
}

static char *read_whole(const char *path, size_t *length)
{
    struct stat is;
    FILE *file = fopen(path, "re");
    char *bytes = NULL;
    if (file && fstat(fileno(file), &is) == 0 && is.st_size <= FILE_BYTES_MAX)
        bytes = malloc((size_t)is.st_size + 1);
    if (bytes)
        *length = fread(bytes, 1, (size_t)is.st_size, file);
    if (file)
        fclose(file);
    return bytes;
}

char *shelf_file(struct shelf *self, int64_t id, const char *name, size_t *length)
{
    char path[PATH_MAX] = "", *bytes = NULL;
    pthread_mutex_lock(&self->lock);
    struct entry *entry = find(self, id);
    for (size_t i = 0; entry && entry->row.stage == REPORT_DONE && i < entry->row.file_count; i++)
        if (!strcmp(entry->row.files[i], name))
            path_of(self, id, name, path);
    if (*path) /* under the lock, or it might be taken away meanwhile */
        bytes = read_whole(path, length);
    pthread_mutex_unlock(&self->lock);
    return bytes;
}
