#include "dashboard/report/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct digest {
    EVP_MD_CTX *context;
    size_t waiting; /* the library's call costs more than the sum of a few bytes */
    uint8_t bytes[4096];
};

struct digest *digest_new(void)
{
    struct digest *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->context = EVP_MD_CTX_new();
    if (self->context && EVP_DigestInit_ex(self->context, EVP_sha256(), NULL) == 1)
        return self;
    EVP_MD_CTX_free(self->context);
    free(self);
    return NULL;
}

static void flush(struct digest *self)
{
    EVP_DigestUpdate(self->context, self->bytes, self->waiting);
    self->waiting = 0;
}

void digest_add(struct digest *self, const void *bytes, size_t size)
{
    if (self->waiting + size > sizeof self->bytes)
        flush(self);
    if (size > sizeof self->bytes) {
        EVP_DigestUpdate(self->context, bytes, size);
        return;
    }
    memcpy(self->bytes + self->waiting, bytes, size);
    self->waiting += size;
}

void digest_add_text(struct digest *self, const char *text)
{
    digest_add(self, text ? text : "", text ? strlen(text) + 1 : 1);
}

void digest_add_number(struct digest *self, int64_t number)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)number >> (8 * i));
    digest_add(self, bytes, sizeof bytes);
}

void digest_end(struct digest *self, char text[DIGEST_TEXT])
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    flush(self);
    EVP_DigestFinal_ex(self->context, sum, &size);
    for (unsigned i = 0; i < size && 2 * i + 2 < DIGEST_TEXT; i++)
        snprintf(text + 2 * i, 3, "%02x", sum[i]);
    EVP_MD_CTX_free(self->context);
    free(self);
}

int digest_file(const char *path, char text[DIGEST_TEXT], int64_t *size, struct why *why)
{
    char bytes[1 << 14];
    size_t got;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return why_set(why, errno, "%s: cannot be read: %s", path, strerror(errno));
    struct digest *digest = digest_new();
    *size = 0;
    while (digest && (got = fread(bytes, 1, sizeof bytes, file)) > 0) {
        digest_add(digest, bytes, got);
        *size += (int64_t)got;
    }
    int error = digest && !ferror(file) ? 0 : why_set(why, EIO, "%s: cannot be read", path);
    fclose(file);
    if (digest)
        digest_end(digest, text);
    return error;
}
