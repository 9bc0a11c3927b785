#include "dashboard/access/authority.h"
#include "agent/common/file.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERIAL_BYTES 15
#define PEM_MAX 65536
#define YEAR_S (365 * 86400LL + 21600)
/* What mosquitto_passwd 2.0 takes. */
#define PASSWORD_ROUNDS 101
#define PASSWORD_SALT 12
#define PASSWORD_HASH 64

struct authority {
    EVP_PKEY *key;
    X509 *certificate;
    char *pem; /* of the certificate */
    char place[64];
};

static int refuse(struct why *why, const char *what)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return why_set(why, EIO, "%s: OpenSSL: %s", what, reason ? reason : "failed");
}

/* ---- PEM ---- */

static char *take_text(BIO *out)
{
    char *data, *text = NULL;
    long length = out ? BIO_get_mem_data(out, &data) : 0;
    if (length > 0)
        text = strndup(data, (size_t)length);
    BIO_free(out);
    return text;
}

static char *certificate_text(X509 *certificate)
{
    BIO *out = BIO_new(BIO_s_mem());
    if (out && PEM_write_bio_X509(out, certificate) == 1)
        return take_text(out);
    BIO_free(out);
    return NULL;
}

static char *key_text(EVP_PKEY *key)
{
    BIO *out = BIO_new(BIO_s_secmem());
    if (out && PEM_write_bio_PKCS8PrivateKey(out, key, NULL, NULL, 0, NULL, NULL) == 1)
        return take_text(out);
    BIO_free(out);
    return NULL;
}

/* ---- certificates ---- */

static bool add_name(X509_NAME *name, int nid, const char *text)
{
    return X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, (const unsigned char *)text, -1, -1,
                                      0) == 1;
}

static bool add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool ok = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return ok;
}

static bool set_serial(ASN1_INTEGER *to, const char *hex)
{
    BIGNUM *number = NULL;
    bool ok = BN_hex2bn(&number, hex) > 0 && BN_to_ASN1_INTEGER(number, to);
    BN_free(number);
    return ok;
}

/* Serial, times, key: what every certificate has. */
static X509 *begin_certificate(EVP_PKEY *key, int64_t until_s, char serial[AUTHORITY_SERIAL_MAX])
{
    X509 *certificate = X509_new();
    if (certificate && authority_random(serial, SERIAL_BYTES) == 0 &&
        X509_set_version(certificate, X509_VERSION_3) == 1 &&
        set_serial(X509_get_serialNumber(certificate), serial) &&
        ASN1_TIME_set(X509_getm_notBefore(certificate), 0) &&
        ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)until_s) &&
        X509_set_pubkey(certificate, key) == 1)
        return certificate;
    X509_free(certificate);
    return NULL;
}

static bool sign(X509 *certificate, X509 *issuer, EVP_PKEY *key)
{
    return X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
           add_extension(certificate, issuer, NID_subject_key_identifier, "hash") &&
           add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always") &&
           X509_sign(certificate, key, EVP_sha256()) > 0;
}

/* ---- the authority itself ---- */

static int make_self(struct authority *self, int64_t now_ms)
{
    char serial[AUTHORITY_SERIAL_MAX];
    self->key = EVP_EC_gen("P-256");
    int64_t until_s = now_ms / 1000 + AUTHORITY_YEARS * YEAR_S;
    self->certificate = self->key ? begin_certificate(self->key, until_s, serial) : NULL;
    X509 *certificate = self->certificate;
    X509_NAME *name = certificate ? X509_get_subject_name(certificate) : NULL;
    bool ok =
        name && add_name(name, NID_organizationName, self->place) &&
        add_name(name, NID_commonName, "Lampion authority") &&
        add_extension(certificate, certificate, NID_basic_constraints,
                      "critical,CA:TRUE,pathlen:0") &&
        add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") &&
        sign(certificate, certificate, self->key);
    return ok ? 0 : -EIO;
}

static int save_self(struct authority *self, const char *key_path, const char *certificate_path,
                     struct why *why)
{
    char *key = key_text(self->key);
    int error = key ? file_write(key_path, key, 0600, why) : refuse(why, key_path);
    file_forget(key);
    return error ? error : file_write(certificate_path, self->pem, 0600, why);
}

static int load_self(struct authority *self, const char *key_path, const char *certificate_path,
                     struct why *why)
{
    char *key_pem = file_read(key_path, PEM_MAX, why);
    if (!key_pem)
        return -errno;
    BIO *text = BIO_new_mem_buf(key_pem, -1);
    self->key = text ? PEM_read_bio_PrivateKey(text, NULL, NULL, (void *)"") : NULL;
    BIO_free(text);
    file_forget(key_pem);
    self->pem = file_read(certificate_path, PEM_MAX, why);
    if (!self->pem)
        return -errno == -ENOENT ? -EIO : -errno; /* a key alone is no fresh start */
    text = BIO_new_mem_buf(self->pem, -1);
    self->certificate = text ? PEM_read_bio_X509(text, NULL, NULL, NULL) : NULL;
    BIO_free(text);
    if (!self->key || !self->certificate ||
        X509_check_private_key(self->certificate, self->key) != 1)
        return refuse(why, certificate_path);
    return 0;
}

static int open_self(struct authority *self, const char *folder, int64_t now_ms, struct why *why)
{
    char key_path[4096], certificate_path[4096];
    snprintf(key_path, sizeof key_path, "%s/authority.key", folder);
    snprintf(certificate_path, sizeof certificate_path, "%s/authority.pem", folder);
    int error = load_self(self, key_path, certificate_path, why);
    if (error != -ENOENT)
        return error;
    if (make_self(self, now_ms) || !(self->pem = certificate_text(self->certificate)))
        return refuse(why, "making the authority");
    return save_self(self, key_path, certificate_path, why);
}

struct authority *authority_open(const char *folder, const char *place, int64_t now_ms,
                                 struct why *why)
{
    struct authority *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    snprintf(self->place, sizeof self->place, "%s", place);
    if (open_self(self, folder, now_ms, why) == 0)
        return self;
    authority_close(self);
    return NULL;
}

void authority_close(struct authority *self)
{
    if (!self)
        return;
    X509_free(self->certificate);
    EVP_PKEY_free(self->key);
    free(self->pem);
    free(self);
}

const char *authority_certificate(const struct authority *self)
{
    return self->pem;
}

/* ---- issuing ---- */

/* "desk.local,192.168.1.5" → "DNS:desk.local,IP:192.168.1.5". */
static bool add_hosts(X509 *certificate, X509 *issuer, const char *hosts)
{
    char names[2048] = "";
    for (const char *at = hosts; *at;) {
        char host[256];
        size_t length = strcspn(at, ","), used = strlen(names);
        if (!length || length >= sizeof host || used + length + 8 > sizeof names)
            return false;
        snprintf(host, sizeof host, "%.*s", (int)length, at);
        ASN1_OCTET_STRING *address = a2i_IPADDRESS(host);
        snprintf(names + used, sizeof names - used, "%s%s:%s", used ? "," : "",
                 address ? "IP" : "DNS", host);
        ASN1_OCTET_STRING_free(address);
        at += length;
        at += *at == ',';
    }
    ERR_clear_error(); /* of what is no address */
    return add_extension(certificate, issuer, NID_subject_alt_name, names);
}

static bool fill(struct authority *self, X509 *certificate, const struct authority_request *request)
{
    X509_NAME *name = X509_get_subject_name(certificate);
    char host[65];
    bool client = request->agent != NULL;
    if (!client)
        snprintf(host, sizeof host, "%.*s", (int)strcspn(request->hosts, ","), request->hosts);
    return add_name(name, NID_organizationName, self->place) &&
           (!client || add_name(name, NID_organizationalUnitName, request->agent)) &&
           add_name(name, NID_commonName, client ? request->user : host) &&
           (client || add_hosts(certificate, self->certificate, request->hosts)) &&
           add_extension(certificate, self->certificate, NID_basic_constraints,
                         "critical,CA:FALSE") &&
           add_extension(certificate, self->certificate, NID_key_usage,
                         "critical,digitalSignature") &&
           add_extension(certificate, self->certificate, NID_ext_key_usage,
                         client ? "clientAuth" : "serverAuth") &&
           sign(certificate, self->certificate, self->key);
}

int authority_issue(struct authority *self, const struct authority_request *request,
                    struct issued *issued, struct why *why)
{
    *issued = (struct issued){.key = NULL};
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate =
        key ? begin_certificate(key, request->until_ms / 1000, issued->serial) : NULL;
    if (certificate && fill(self, certificate, request)) {
        issued->certificate = certificate_text(certificate);
        issued->key = key_text(key);
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
    if (issued->certificate && issued->key)
        return 0;
    issued_clear(issued);
    return refuse(why, request->agent ? request->agent : request->hosts);
}

void issued_clear(struct issued *issued)
{
    free(issued->certificate);
    file_forget(issued->key);
    *issued = (struct issued){.key = NULL};
}

/* ---- revoking ---- */

static bool set_time(ASN1_TIME **time, int64_t ms)
{
    return (*time = ASN1_TIME_set(NULL, (time_t)(ms / 1000))) != NULL;
}

static bool add_revoked(X509_CRL *list, const char *serial, int64_t revoked_ms)
{
    X509_REVOKED *entry = X509_REVOKED_new();
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    ASN1_TIME *when = NULL;
    bool ok = entry && number && set_serial(number, serial) && set_time(&when, revoked_ms) &&
              X509_REVOKED_set_serialNumber(entry, number) == 1 &&
              X509_REVOKED_set_revocationDate(entry, when) == 1 &&
              X509_CRL_add0_revoked(list, entry) == 1;
    if (!ok)
        X509_REVOKED_free(entry);
    ASN1_INTEGER_free(number);
    ASN1_TIME_free(when);
    return ok;
}

static bool date_list(struct authority *self, X509_CRL *list, long number)
{
    ASN1_TIME *when = NULL;
    ASN1_INTEGER *count = ASN1_INTEGER_new();
    /* No list of ours runs out: with one that has, a broker lets nobody in. */
    bool ok = count && set_time(&when, number * 1000) && X509_CRL_set1_lastUpdate(list, when) &&
              X509_CRL_set1_nextUpdate(list, X509_get0_notAfter(self->certificate)) &&
              ASN1_INTEGER_set(count, number) &&
              X509_CRL_add1_ext_i2d(list, NID_crl_number, count, 0, 0) == 1;
    ASN1_TIME_free(when);
    ASN1_INTEGER_free(count);
    return ok;
}

static char *list_text(X509_CRL *list)
{
    BIO *out = BIO_new(BIO_s_mem());
    if (out && PEM_write_bio_X509_CRL(out, list) == 1)
        return take_text(out);
    BIO_free(out);
    return NULL;
}

char *authority_list(struct authority *self, const char (*serials)[AUTHORITY_SERIAL_MAX],
                     const int64_t *revoked_ms, size_t count, long number, struct why *why)
{
    X509_CRL *list = X509_CRL_new();
    bool ok = list && X509_CRL_set_version(list, X509_CRL_VERSION_2) == 1 &&
              X509_CRL_set_issuer_name(list, X509_get_subject_name(self->certificate)) == 1 &&
              date_list(self, list, number);
    for (size_t i = 0; ok && i < count; i++)
        ok = add_revoked(list, serials[i], revoked_ms[i]);
    ok = ok && X509_CRL_sort(list) == 1 && X509_CRL_sign(list, self->key, EVP_sha256()) > 0;
    char *text = ok ? list_text(list) : NULL;
    X509_CRL_free(list);
    if (!text)
        refuse(why, "the list of what is revoked");
    return text;
}

/* ---- passwords ---- */

int authority_random(char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        unsigned char byte;
        if (RAND_priv_bytes(&byte, 1) != 1)
            return -EIO;
        if (i == 0)
            byte &= 0x7f; /* a serial is positive */
        snprintf(text + 2 * i, 3, "%02X", byte);
    }
    return 0;
}

char *authority_password_line(const char *user, const char *password, struct why *why)
{
    unsigned char salt[PASSWORD_SALT], hash[PASSWORD_HASH];
    char salt_text[2 * PASSWORD_SALT], hash_text[2 * PASSWORD_HASH], *line = NULL;
    if (RAND_bytes(salt, sizeof salt) != 1 ||
        PKCS5_PBKDF2_HMAC(password, (int)strlen(password), salt, sizeof salt, PASSWORD_ROUNDS,
                          EVP_sha512(), sizeof hash, hash) != 1) {
        refuse(why, "hashing the password");
        return NULL;
    }
    EVP_EncodeBlock((unsigned char *)salt_text, salt, sizeof salt);
    EVP_EncodeBlock((unsigned char *)hash_text, hash, sizeof hash);
    if (asprintf(&line, "%s:$7$%d$%s$%s", user, PASSWORD_ROUNDS, salt_text, hash_text) < 0) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    return line;
}
