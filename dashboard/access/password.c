#include "dashboard/access/password.h"

#include <crypt.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const common[] = {
    "motdepasse",    "password",   "passwort",   "azertyuiop", "qwertyuiop", "qwertzuiop",
    "123456789",     "1234567890", "0123456789", "abcdef",     "iloveyou",   "jetaime",
    "administrator", "organiser",  "lampion",    "bienvenue",  "welcome",    "letmein",
    "changeme",      "secret",     "123123",     "soleil",     "bonjour",    "coworking",
};

/* Of nobody: what unknown names are checked against, at the price of a real one. */
static const char nobody[] =
    "$y$j9T$LampionNobodyLampionNo.$P6Uom4sXcD4pDOgzJyFU3ZPzNbZEEVkHzhYyPjmWcz5";

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

/* Whether it is nothing but `word` again and again, cut anywhere, with digits and marks around. */
static bool made_of(const char *password, const char *word)
{
    static const char padding[] = "0123456789!?.,-_*+# ";
    size_t length = strlen(word);
    const char *at = password + strspn(password, padding);
    if (!length || strncasecmp(at, word, length) != 0)
        return false;
    while (strncasecmp(at, word, length) == 0) {
        at += length;
        at += strspn(at, padding);
    }
    return *at == '\0';
}

static bool one_step(const char *password)
{
    size_t length = strlen(password);
    int step = password[1] - password[0];
    for (size_t i = 2; i < length; i++)
        if (password[i] - password[i - 1] != step)
            return false;
    return step >= -1 && step <= 1;
}

enum password_flaw password_flaw(const char *password, const char *name)
{
    if (characters(password) < PASSWORD_LEAST)
        return PASSWORD_SHORT;
    if (strlen(password) > PASSWORD_MOST)
        return PASSWORD_LONG;
    bool bad = made_of(password, name) || one_step(password) ||
               password[strspn(password, "0123456789")] == '\0';
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        bad = bad || made_of(password, common[i]);
    return bad ? PASSWORD_COMMON : PASSWORD_FINE;
}

/* crypt with a workspace of its own, wiped behind it. NULL into `hash` as "" when it fails. */
static bool compute(const char *password, const char *setting, char hash[PASSWORD_HASHED_MAX])
{
    struct crypt_data *data = calloc(1, sizeof *data);
    const char *made = data ? crypt_r(password, setting, data) : NULL;
    bool well = made && made[0] == '$' && strlen(made) < PASSWORD_HASHED_MAX;
    strcpy(hash, well ? made : "");
    if (data)
        explicit_bzero(data, sizeof *data);
    free(data);
    return well;
}

int password_hash(const char *password, char hash[PASSWORD_HASHED_MAX], struct why *why)
{
    char *setting = crypt_gensalt_ra("$y$", 0, NULL, 0);
    bool well = setting && compute(password, setting, hash);
    free(setting);
    return well ? 0
                : why_set(why, EIO,
                          "the password cannot be hashed: yescrypt is missing or "
                          "memory is short");
}

bool password_fits(const char *password, const char *hash)
{
    char made[PASSWORD_HASHED_MAX];
    bool known = hash[0] != '\0';
    const char *against = known ? hash : nobody;
    unsigned differs = !compute(password, against, made) || strlen(made) != strlen(against);
    for (size_t i = 0; !differs && against[i]; i++)
        differs |=
            (unsigned)(made[i] ^ against[i]); /* both are hashes: where they differ says nothing */
    return known && !differs;
}
