#include "agent/common/certificate.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>
#include <time.h>

/* A key of ours has no passphrase: nobody is asked for one. */
static int no_passphrase(char *text, int size, int writing, void *context)
{
    (void)text, (void)size, (void)writing, (void)context;
    return -1;
}

static void take_name(X509 *certificate, int nid, char text[65])
{
    if (X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), nid, text, 65) < 0)
        text[0] = '\0';
}

static int take_facts(X509 *certificate, struct certificate_facts *facts)
{
    struct tm until;
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &until) != 1)
        return -EINVAL;
    facts->until_ms = (int64_t)timegm(&until) * 1000;
    take_name(certificate, NID_organizationName, facts->place);
    take_name(certificate, NID_organizationalUnitName, facts->agent);
    take_name(certificate, NID_commonName, facts->user);
    return 0;
}

static EVP_PKEY *read_key(const char *pem)
{
    BIO *text = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = text ? PEM_read_bio_PrivateKey(text, NULL, no_passphrase, NULL) : NULL;
    BIO_free(text);
    return key;
}

int certificate_read(const char *pem, struct certificate_facts *facts, struct why *why)
{
    BIO *text = BIO_new_mem_buf(pem, -1);
    X509 *certificate = text ? PEM_read_bio_X509(text, NULL, no_passphrase, NULL) : NULL;
    EVP_PKEY *key = read_key(pem);
    *facts = (struct certificate_facts){.until_ms = 0};
    int error = 0;
    if (!certificate || take_facts(certificate, facts))
        error = why_set(why, EINVAL, "its certificate cannot be read");
    else if (!key)
        error = why_set(why, EINVAL, "its private key cannot be read");
    else if (X509_check_private_key(certificate, key) != 1)
        error = why_set(why, EINVAL, "its private key does not fit its certificate");
    EVP_PKEY_free(key);
    X509_free(certificate);
    BIO_free(text);
    ERR_clear_error();
    return error;
}

int certificate_count(const char *pem, struct why *why)
{
    static const char begin[] = "-----BEGIN CERTIFICATE-----";
    int announced = 0, read = 0;
    for (const char *at = pem; (at = strstr(at, begin)); at += sizeof begin - 1)
        announced++;
    BIO *text = BIO_new_mem_buf(pem, -1);
    for (X509 *certificate; text && (certificate = PEM_read_bio_X509(text, NULL, NULL, NULL));
         read++)
        X509_free(certificate);
    BIO_free(text);
    ERR_clear_error();
    if (read != announced)
        return why_set(why, EINVAL, "certificate %d of %d cannot be read", read + 1, announced);
    return read;
}
