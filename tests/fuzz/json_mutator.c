/* Changes JSON as JSON, for the targets of messages: libFuzzer's own changes of bytes break
 * nineteen inputs of twenty before a decoder sees them. One call in 32 stays with the bytes. */
#include "tests/fuzz/fuzz.h"

#include "agent/common/json.h"

#define PARTS_MAX 8192
#define TIMES_MAX 520 /* beyond every bound on a count */

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

/* An item of an array, or a member of an object with its key: [from, to); its value begins at
 * `value`, which is `from` for an item. */
struct part {
    size_t from, value, to;
};

struct document {
    uint8_t *text;
    size_t size, max;
    size_t count;
    struct part parts[PARTS_MAX];
};

static const char *const keys[] = {
    "stream",  "base",         "first",   "clock",   "boot",   "mono_ms",  "wall_ms",
    "quality", "suspended_ms", "events",  "s",       "k",      "v",        "t",
    "ttl_ms",  "dir",          "n",       "in",      "out",    "why",      "conn",
    "head",    "run",          "sensors", "since",   "faults", "online",   "seq",
    "began",   "last",         "losses",  "version", "a",      "b\\u0063",
};

static const char *const values[] = {
    "0",
    "1",
    "2",
    "-1",
    "-0",
    "100",
    "101",
    "999",
    "1000",
    "604800000",
    "604800001",
    "2147483647",
    "2147483648",
    "4503599627370496",
    "4503599627370497",
    "9007199254740991",
    "9007199254740992",
    "9223372036854775807",
    "9223372036854775808",
    "1.0",
    "1e3",
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[[[[{}]]]]",
    "\"\"",
    "\"a\"",
    "\"A\"",
    "\"a-1\"",
    "\"\\u0061\"",
    "\"a\\u0000\"",
    "\"\xc3\xa9\"",
    "\"0123456789abcdef0123456789abcdef\"",
    "\"0123456789abcdef0123456789abcdef0\"",
    "\"3f1d9a52-7c1e-4b7e-9d0e-0123456789ab\"",
    "\"3f1d9a52-7c1e-4b7e-9d0e-0123456789abc\"",
    "\"synced\"",
    "\"unsynced\"",
    "\"level\"",
    "\"pass\"",
    "\"count\"",
    "\"reset\"",
    "\"fault\"",
    "\"beat\"",
    "\"in\"",
    "\"out\"",
    "{\"k\":\"beat\",\"t\":1}",
    "{\"s\":\"a\",\"k\":\"pass\",\"dir\":\"in\",\"n\":1,\"in\":1,\"out\":0,\"t\":1}",
    "{\"v\":1,\"since\":0,\"in\":3,\"out\":2,\"faults\":[\"noisy\"]}",
    "{\"stream\":\"0f\",\"first\":1,\"last\":9}",
};
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static size_t skip_blank(const struct document *self, size_t at)
{
    while (at < self->size && strchr(" \t\r\n", self->text[at]) && self->text[at])
        at++;
    return at;
}

/* The end of the text in quotes that begins here; 0: none. */
static size_t string_end(const struct document *self, size_t at)
{
    if (at >= self->size || self->text[at] != '"')
        return 0;
    for (at++; at < self->size; at++) {
        if (self->text[at] == '"')
            return at + 1;
        at += self->text[at] == '\\';
    }
    return 0;
}

static size_t scalar_end(const struct document *self, size_t at)
{
    size_t from = at;
    if (at < self->size && self->text[at] == '"')
        return string_end(self, at);
    while (at < self->size && self->text[at] && !strchr(",:[]{}\" \t\r\n", self->text[at]))
        at++;
    return at > from ? at : 0;
}

static size_t value_end(struct document *self, size_t at, int depth);

/* Notes the part that begins here; gives its end, 0 when it is none. */
static size_t part_end(struct document *self, size_t at, bool member, int depth)
{
    struct part part = {.from = at, .value = at};
    if (member) {
        at = string_end(self, at);
        at = at ? skip_blank(self, at) : 0;
        if (!at || at >= self->size || self->text[at] != ':')
            return 0;
        part.value = skip_blank(self, at + 1);
    }
    part.to = value_end(self, part.value, depth);
    if (part.to && self->count < PARTS_MAX)
        self->parts[self->count++] = part;
    return part.to;
}

/* The end of the value that begins here; 0: not JSON as far as this looks. */
static size_t value_end(struct document *self, size_t at, int depth)
{
    if (at >= self->size || (self->text[at] != '{' && self->text[at] != '['))
        return scalar_end(self, at);
    bool object = self->text[at] == '{';
    uint8_t close = object ? '}' : ']';
    at = skip_blank(self, at + 1);
    if (at < self->size && self->text[at] == close)
        return at + 1;
    while (depth <= JSON_DEPTH_MAX + 1 && (at = part_end(self, at, object, depth + 1))) {
        at = skip_blank(self, at);
        if (at >= self->size || (self->text[at] != ',' && self->text[at] != close))
            return 0;
        if (self->text[at] == close)
            return at + 1;
        at = skip_blank(self, at + 1);
    }
    return 0;
}

/* Puts `length` bytes in the place of [from, to), if there is room. */
static void splice(struct document *self, size_t from, size_t to, const void *bytes, size_t length)
{
    if (self->size - (to - from) + length > self->max)
        return;
    memmove(self->text + from + length, self->text + to, self->size - to);
    memcpy(self->text + from, bytes, length);
    self->size += length - (to - from);
}

static void replace_value(struct document *self, const struct part *part, unsigned random)
{
    const char *value = values[random % COUNT_OF(values)];
    splice(self, part->value, part->to, value, strlen(value));
}

static void change_bytes(struct document *self, const struct part *part)
{
    uint8_t bytes[256];
    size_t length = part->to - part->value;
    if (length > sizeof bytes / 2)
        return;
    memcpy(bytes, self->text + part->value, length);
    length = LLVMFuzzerMutate(bytes, length, sizeof bytes);
    splice(self, part->value, part->to, bytes, length);
}

static void copy_value(struct document *self, const struct part *part, const struct part *other)
{
    uint8_t bytes[1024];
    size_t length = other->to - other->value;
    if (length > sizeof bytes)
        return;
    memcpy(bytes, self->text + other->value, length);
    splice(self, part->value, part->to, bytes, length);
}

static void rename_key(struct document *self, const struct part *part, unsigned random)
{
    char key[32];
    int length = snprintf(key, sizeof key, "\"%s\":", keys[random % COUNT_OF(keys)]);
    if (part->value > part->from)
        splice(self, part->from, part->value, key, (size_t)length);
}

static void add_member(struct document *self, const struct part *part, unsigned random)
{
    char text[128];
    int length = snprintf(text, sizeof text, "\"%s\":%s,", keys[random % COUNT_OF(keys)],
                          values[(random >> 8) % COUNT_OF(values)]);
    if (part->value > part->from && (size_t)length < sizeof text)
        splice(self, part->from, part->from, text, (size_t)length);
}

static void drop_part(struct document *self, const struct part *part)
{
    size_t from = part->from, to = skip_blank(self, part->to);
    if (to < self->size && self->text[to] == ',')
        splice(self, from, to + 1, "", 0);
    else if (from > 0 && self->text[from - 1] == ',')
        splice(self, from - 1, part->to, "", 0);
    else
        splice(self, from, part->to, "", 0);
}

/* Once more, or very often, before itself; the copies of a member get keys of their own. */
static void repeat_part(struct document *self, const struct part *part, unsigned random)
{
    char value[256], text[300];
    bool member = part->value > part->from;
    size_t length = part->to - part->value;
    unsigned times = random % 4 ? 1 + random % 3 : 1 + random % TIMES_MAX;
    if (length >= sizeof value)
        return;
    memcpy(value, self->text + part->value, length);
    value[length] = '\0';
    for (unsigned i = 0; i < times; i++) {
        int used = member ? snprintf(text, sizeof text, "\"s%u\":%s,", i, value)
                          : snprintf(text, sizeof text, "%s,", value);
        splice(self, part->from, part->from, text, (size_t)used);
    }
}

static void change(struct document *self, unsigned random)
{
    const struct part *part = &self->parts[(random >> 3) % self->count];
    const struct part *other = &self->parts[(random >> 9) % self->count];
    random = random * 2654435761u >> 7; /* Knuth's multiplicative hash: the low bits are spent */
    switch (random % 9) {
    case 0:
    case 1:
        replace_value(self, part, random >> 4);
        break;
    case 2:
        change_bytes(self, part);
        break;
    case 3:
        copy_value(self, part, other);
        break;
    case 4:
        rename_key(self, part, random >> 4);
        break;
    case 5:
    case 6:
        add_member(self, part, random >> 4);
        break;
    case 7:
        drop_part(self, part);
        break;
    case 8:
        repeat_part(self, part, random >> 4);
        break;
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    static struct document document;
    document.text = data;
    document.size = size;
    document.max = max;
    document.count = 0;
    size_t end = value_end(&document, skip_blank(&document, 0), 0);
    if (!end || !document.count || seed % 32 == 0)
        return LLVMFuzzerMutate(data, size, max);
    change(&document, seed);
    return document.size;
}
