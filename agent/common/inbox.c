#include "agent/common/inbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define SIGNALS_MAX 32

struct lane {
    struct inbox_item *items; /* a ring */
    size_t first, count, messages, bytes;
};

struct inbox {
    pthread_mutex_t lock;
    int fd;
    const char *bulk_topic;
    size_t max;      /* messages of a lane */
    size_t capacity; /* of a ring: messages and signals */
    struct lane lane, bulk;
    unsigned turns; /* taken of `lane` while the other waited */
    uint64_t dropped;
};

struct inbox *inbox_new(size_t max, const char *bulk)
{
    struct inbox *inbox = calloc(1, sizeof *inbox);
    if (!inbox)
        return NULL;
    inbox->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    inbox->bulk_topic = bulk;
    inbox->max = max;
    inbox->capacity = max + SIGNALS_MAX;
    inbox->lane.items = calloc(inbox->capacity, sizeof *inbox->lane.items);
    inbox->bulk.items = bulk ? calloc(inbox->capacity, sizeof *inbox->bulk.items) : NULL;
    pthread_mutex_init(&inbox->lock, NULL);
    if (inbox->fd >= 0 && inbox->lane.items && (inbox->bulk.items || !bulk))
        return inbox;
    inbox_free(inbox);
    return NULL;
}

void inbox_free(struct inbox *inbox)
{
    if (!inbox)
        return;
    struct inbox_item item;
    while (inbox_take(inbox, &item))
        free(item.text);
    pthread_mutex_destroy(&inbox->lock);
    if (inbox->fd >= 0)
        close(inbox->fd);
    free(inbox->lane.items);
    free(inbox->bulk.items);
    free(inbox);
}

int inbox_fd(const struct inbox *inbox)
{
    return inbox->fd;
}

/* Under the lock; eventfd's are non-blocking and hold one number, so neither call can fail. */
static void raise_fd(struct inbox *inbox)
{
    uint64_t one = 1;
    ssize_t done = write(inbox->fd, &one, sizeof one);
    (void)done;
}

static void lower_fd(struct inbox *inbox)
{
    uint64_t number;
    ssize_t done = read(inbox->fd, &number, sizeof number);
    (void)done;
}

static bool is_bulk(const struct inbox *inbox, const struct inbox_item *item)
{
    if (!inbox->bulk_topic || item->signal != INBOX_MESSAGE)
        return false;
    size_t length = strlen(item->text), end = strlen(inbox->bulk_topic);
    return length >= end && !strcmp(item->text + length - end, inbox->bulk_topic);
}

static bool put(struct inbox *inbox, const struct inbox_item *item)
{
    bool message = item->signal == INBOX_MESSAGE;
    struct lane *lane = is_bulk(inbox, item) ? &inbox->bulk : &inbox->lane;
    pthread_mutex_lock(&inbox->lock);
    bool fits = lane->count < inbox->capacity;
    if (message)
        fits = lane->messages < inbox->max && lane->bytes + item->length <= INBOX_BYTES_MAX;
    if (fits) {
        lane->items[(lane->first + lane->count) % inbox->capacity] = *item;
        lane->count++;
        lane->messages += message;
        lane->bytes += item->length;
        if (inbox->lane.count + inbox->bulk.count == 1)
            raise_fd(inbox);
    } else {
        inbox->dropped++;
    }
    pthread_mutex_unlock(&inbox->lock);
    return fits;
}

static void drop(struct inbox *inbox)
{
    pthread_mutex_lock(&inbox->lock);
    inbox->dropped++;
    pthread_mutex_unlock(&inbox->lock);
}

bool inbox_put_message(struct inbox *inbox, const char *topic, const void *payload, size_t length,
                       bool retained, int64_t received_real_ms)
{
    size_t topic_size = strlen(topic) + 1;
    char *text = length <= INBOX_BYTES_MAX ? malloc(topic_size + length + 1) : NULL;
    if (!text) {
        drop(inbox);
        return false;
    }
    memcpy(text, topic, topic_size);
    if (length)
        memcpy(text + topic_size, payload, length);
    text[topic_size + length] = '\0';
    const struct inbox_item item = {
        .signal = INBOX_MESSAGE,
        .text = text,
        .payload = text + topic_size,
        .length = length,
        .retained = retained,
        .received_real_ms = received_real_ms,
    };
    if (put(inbox, &item))
        return true;
    free(text);
    return false;
}

void inbox_put_signal(struct inbox *inbox, int signal, unsigned generation, const char *text,
                      int64_t received_real_ms)
{
    const struct inbox_item item = {
        .signal = signal,
        .generation = generation,
        .text = strdup(text),
        .received_real_ms = received_real_ms,
    };
    if (!put(inbox, &item))
        free(item.text);
}

/* The lane whose turn it is. */
static struct lane *choose(struct inbox *inbox)
{
    if (inbox->bulk.count == 0)
        return &inbox->lane;
    bool other = inbox->lane.count > 0 && inbox->turns < INBOX_TURNS;
    inbox->turns = other ? inbox->turns + 1 : 0;
    return other ? &inbox->lane : &inbox->bulk;
}

bool inbox_take(struct inbox *inbox, struct inbox_item *item)
{
    pthread_mutex_lock(&inbox->lock);
    struct lane *lane = choose(inbox);
    bool found = lane->count > 0;
    if (found) {
        *item = lane->items[lane->first];
        lane->first = (lane->first + 1) % inbox->capacity;
        lane->count--;
        lane->messages -= item->signal == INBOX_MESSAGE;
        lane->bytes -= item->length;
    }
    if (inbox->lane.count + inbox->bulk.count == 0)
        lower_fd(inbox);
    pthread_mutex_unlock(&inbox->lock);
    return found;
}

uint64_t inbox_dropped(struct inbox *inbox)
{
    pthread_mutex_lock(&inbox->lock);
    uint64_t dropped = inbox->dropped;
    pthread_mutex_unlock(&inbox->lock);
    return dropped;
}
