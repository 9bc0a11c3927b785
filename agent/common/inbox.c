#include "agent/common/inbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define SIGNALS_MAX 32

struct inbox {
    pthread_mutex_t lock;
    int fd;
    size_t max;      /* messages */
    size_t capacity; /* of the ring: messages and signals */
    size_t first, count, messages, bytes;
    uint64_t dropped;
    struct inbox_item items[];
};

struct inbox *inbox_new(size_t max)
{
    size_t capacity = max + SIGNALS_MAX;
    struct inbox *inbox = calloc(1, sizeof *inbox + capacity * sizeof inbox->items[0]);
    if (!inbox)
        return NULL;
    inbox->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (inbox->fd < 0) {
        free(inbox);
        return NULL;
    }
    pthread_mutex_init(&inbox->lock, NULL);
    inbox->max = max;
    inbox->capacity = capacity;
    return inbox;
}

void inbox_free(struct inbox *inbox)
{
    if (!inbox)
        return;
    struct inbox_item item;
    while (inbox_take(inbox, &item))
        free(item.text);
    pthread_mutex_destroy(&inbox->lock);
    close(inbox->fd);
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

static bool put(struct inbox *inbox, const struct inbox_item *item)
{
    bool message = item->signal == INBOX_MESSAGE;
    pthread_mutex_lock(&inbox->lock);
    bool fits = inbox->count < inbox->capacity;
    if (message)
        fits = inbox->messages < inbox->max && inbox->bytes + item->length <= INBOX_BYTES_MAX;
    if (fits) {
        inbox->items[(inbox->first + inbox->count) % inbox->capacity] = *item;
        inbox->count++;
        inbox->messages += message;
        inbox->bytes += item->length;
        if (inbox->count == 1)
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

bool inbox_take(struct inbox *inbox, struct inbox_item *item)
{
    pthread_mutex_lock(&inbox->lock);
    bool found = inbox->count > 0;
    if (found) {
        *item = inbox->items[inbox->first];
        inbox->first = (inbox->first + 1) % inbox->capacity;
        inbox->count--;
        inbox->messages -= item->signal == INBOX_MESSAGE;
        inbox->bytes -= item->length;
    }
    if (inbox->count == 0)
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
