#include "dashboard/access/secret.h"

#include <assert.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#define CODE_LETTERS 20

static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static int draw(uint8_t *bytes, size_t count)
{
    ssize_t got = getrandom(bytes, count, 0);
    return got == (ssize_t)count ? 0 : got < 0 ? -errno : -EIO;
}

int token_draw(char token[TOKEN_MAX])
{
    uint8_t bytes[33] = {0};
    int error = draw(bytes, 32);
    for (int i = 0; i < TOKEN_MAX - 1; i++) {
        int bit = i * 6;
        unsigned two = (unsigned)bytes[bit / 8] << 8 | bytes[bit / 8 + 1];
        token[i] = base64url[two >> (10 - bit % 8) & 63];
    }
    token[TOKEN_MAX - 1] = '\0';
    return error;
}

int code_draw(char code[CODE_MAX])
{
    uint8_t bytes[CODE_LETTERS];
    int error = draw(bytes, sizeof bytes);
    char *to = code;
    for (int i = 0; i < CODE_LETTERS; i++) {
        if (i > 0 && i % 5 == 0)
            *to++ = '-';
        *to++ = crockford[bytes[i] & 31];
    }
    *to = '\0';
    return error;
}

static char letter_meant(char c)
{
    c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
}

bool code_read(const char *typed, char code[CODE_MAX])
{
    int letters = 0;
    char *to = code;
    for (; *typed; typed++) {
        char c = letter_meant(*typed);
        if (c == ' ' || c == '-')
            continue;
        if (!strchr(crockford, c) || letters == CODE_LETTERS)
            return false;
        if (letters > 0 && letters % 5 == 0)
            *to++ = '-';
        *to++ = c;
        letters++;
    }
    *to = '\0';
    return letters == CODE_LETTERS;
}

void secret_digest(const char *purpose, const char *text, char digest[DIGEST_TEXT_MAX])
{
    unsigned char bytes[32];
    unsigned size = 0;
    EVP_MD_CTX *sum = EVP_MD_CTX_new();
    int well = sum && EVP_DigestInit_ex(sum, EVP_sha256(), NULL) == 1 &&
               EVP_DigestUpdate(sum, purpose, strlen(purpose) + 1) == 1 &&
               EVP_DigestUpdate(sum, text, strlen(text)) == 1 &&
               EVP_DigestFinal_ex(sum, bytes, &size) == 1;
    EVP_MD_CTX_free(sum);
    digest[0] = '\0'; /* of no secret: nothing is kept under it */
    for (int i = 0; well && i < 32; i++)
        snprintf(digest + 2 * i, 3, "%02x", bytes[i]);
}

bool secret_equal(const char *a, const char *b)
{
    size_t length = strlen(a);
    return length > 0 && strlen(b) == length && CRYPTO_memcmp(a, b, length) == 0;
}
