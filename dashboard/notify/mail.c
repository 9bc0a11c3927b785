#include "dashboard/notify/messenger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Of UTF-8 into one encoded word; 45 bytes are the most that one may hold. */
#define WORD_BYTES 45

static void encode_word(FILE *out, const unsigned char *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    fputs("=?UTF-8?B?", out);
    for (size_t i = 0; i < length; i += 3) {
        unsigned b = i + 1 < length ? bytes[i + 1] : 0, c = i + 2 < length ? bytes[i + 2] : 0;
        fputc(digits[bytes[i] >> 2], out);
        fputc(digits[(bytes[i] & 3) << 4 | b >> 4], out);
        fputc(i + 1 < length ? digits[(b & 15) << 2 | c >> 6] : '=', out);
        fputc(i + 2 < length ? digits[c & 63] : '=', out);
    }
    fputs("?=", out);
}

/* Never splits a character: a word of its own may hold half of one nowhere. */
static void write_subject(FILE *out, const char *subject)
{
    fputs("Subject: ", out);
    for (size_t left = strlen(subject); left > 0;) {
        size_t length = left < WORD_BYTES ? left : WORD_BYTES;
        while (length < left && length > 1 && ((unsigned char)subject[length] & 0xc0) == 0x80)
            length--;
        encode_word(out, (const unsigned char *)subject, length);
        subject += length;
        left -= length;
        fputs(left ? "\n " : "\n", out);
    }
}

/* A header cannot be broken out of. */
static void write_address(FILE *out, const char *header, const char *address)
{
    fprintf(out, "%s: ", header);
    for (; *address; address++)
        fputc((unsigned char)*address < ' ' ? ' ' : *address, out);
    fputc('\n', out);
}

/* Never the locale's names. */
static void write_date(FILE *out, int64_t now_ms)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t now = (time_t)(now_ms / 1000);
    struct tm tm;
    gmtime_r(&now, &tm);
    fprintf(out, "Date: %.3s, %02d %.3s %d %02d:%02d:%02d +0000\n", days + 3 * tm.tm_wday,
            tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
            tm.tm_sec);
}

char *messenger_mail(const struct messenger_way *way, const struct messenger_text *text,
                     int64_t now_ms)
{
    char *mail = NULL;
    size_t length;
    FILE *out = open_memstream(&mail, &length);
    if (!out)
        return NULL;
    write_address(out, "To", way->mail);
    if (way->from)
        write_address(out, "From", way->from);
    write_subject(out, text->subject);
    write_date(out, now_ms);
    fputs("Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"
          "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n",
          out);
    fputs(text->body, out);
    if (fclose(out) != 0) {
        free(mail);
        return NULL;
    }
    return mail;
}
