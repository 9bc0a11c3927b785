#include "agent/maker/probe.h"

#include "agent/common/credential.h"
#include "agent/common/time.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define STEP_S 5
#define PACKET_MAX 512
#define LEVEL_3_1_1 4
#define LEVEL_NONE 99
#define TEXT_MAX FINDING_TEXT_MAX

struct probe {
    const struct agent_config *config;
    struct findings *findings;
    struct credential credential;
    bool tls;
    char host[256], port[8], place[280]; /* place: host:port */
    int fd;
    SSL_CTX *context;
    SSL *ssl;
    /* With a certificate TLS says it all, and a broker of ours takes two sessions of one
     * certificate for one: a whole CONNECT would throw the daemon out. One of a level that does not
     * exist is answered (3.1.2.2) before anything else of it counts. */
    bool knocks;
    char names[TEXT_MAX]; /* of a certificate that was not accepted */
};

static void found(struct probe *self, enum finding_kind kind, const char *a, const char *b)
{
    findings_add(self->findings, kind, a, b);
}

/* "mqtts://[::1]:8883/": what uri_check_broker has let pass. */
static void split_uri(struct probe *self)
{
    const char *uri = self->config->broker.uri, *host = strstr(uri, "://");
    self->tls = strncmp(uri, "mqtts:", 6) == 0;
    host = host ? host + 3 : uri;
    bool bracket = *host == '[';
    host += bracket;
    size_t length = strcspn(host, bracket ? "]" : ":/");
    const char *rest = host + length + (bracket && host[length]);
    snprintf(self->host, sizeof self->host, "%.*s", (int)length, host);
    snprintf(self->port, sizeof self->port, "%s", self->tls ? "8883" : "1883");
    if (*rest == ':')
        snprintf(self->port, sizeof self->port, "%.*s", (int)strcspn(rest + 1, "/"), rest + 1);
    snprintf(self->place, sizeof self->place, "%s:%s", self->host, self->port);
}

/* 0 or the error, of one address. */
static int try_address(struct probe *self, const struct addrinfo *address)
{
    const struct timeval patience = {.tv_sec = STEP_S};
    int error = 0;
    socklen_t size = sizeof error;
    self->fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (self->fd < 0)
        return errno;
    if (connect(self->fd, address->ai_addr, address->ai_addrlen) < 0 && errno != EINPROGRESS)
        error = errno;
    else if (poll(&(struct pollfd){.fd = self->fd, .events = POLLOUT}, 1, STEP_S * 1000) != 1)
        error = ETIMEDOUT;
    else
        getsockopt(self->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) {
        close(self->fd);
        self->fd = -1;
        return error;
    }
    fcntl(self->fd, F_SETFL, 0);
    setsockopt(self->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(self->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return 0;
}

static bool reach(struct probe *self)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses;
    int code = getaddrinfo(self->host, self->port, &hints, &addresses), error = 0;
    if (code) {
        found(self, FINDING_BROKER_NAME, self->host, gai_strerror(code));
        return false;
    }
    for (struct addrinfo *at = addresses; at && self->fd < 0; at = at->ai_next)
        error = try_address(self, at);
    freeaddrinfo(addresses);
    if (self->fd >= 0)
        return true;
    found(self, error == ECONNREFUSED ? FINDING_BROKER_CLOSED : FINDING_BROKER_AWAY, self->place,
          strerror(error));
    return false;
}

/* ---- TLS ---- */

static void tls_words(char text[TEXT_MAX])
{
    unsigned long code = ERR_peek_last_error();
    const char *reason = code ? ERR_reason_error_string(code) : NULL;
    snprintf(text, TEXT_MAX, "%s", reason ? reason : errno ? strerror(errno) : "it hung up");
    ERR_clear_error();
}

/* The names that the broker's certificate has. */
static void certificate_names(const X509 *certificate, char text[TEXT_MAX])
{
    GENERAL_NAMES *names =
        certificate ? X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL) : NULL;
    size_t used = 0;
    snprintf(text, TEXT_MAX, "?");
    for (int i = 0; i < sk_GENERAL_NAME_num(names) && used < TEXT_MAX; i++) {
        int type;
        const ASN1_STRING *name = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, i), &type);
        char one[64] = "";
        if (type == GEN_DNS)
            snprintf(one, sizeof one, "%.*s", ASN1_STRING_length(name),
                     ASN1_STRING_get0_data(name));
        else if (type == GEN_IPADD)
            inet_ntop(ASN1_STRING_length(name) == 4 ? AF_INET : AF_INET6,
                      ASN1_STRING_get0_data(name), one, sizeof one);
        if (*one)
            used += (size_t)snprintf(text + used, TEXT_MAX - used, "%s%s", used ? ", " : "", one);
    }
    GENERAL_NAMES_free(names);
}

/* A certificate that is not accepted is to be seen here alone. */
static int on_verify(int good, X509_STORE_CTX *context)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct probe *self = SSL_get_app_data(ssl);
    if (!good && X509_STORE_CTX_get_current_cert(context))
        certificate_names(X509_STORE_CTX_get_current_cert(context), self->names);
    return good;
}

static bool prepare_tls(struct probe *self)
{
    const char *file = self->credential.path;
    self->context = SSL_CTX_new(TLS_client_method());
    bool ready = self->context != NULL;
    if (ready && self->credential.has_authority)
        ready = SSL_CTX_load_verify_locations(self->context, file, NULL) == 1;
    else if (ready)
        ready = SSL_CTX_set_default_verify_paths(self->context) == 1;
    if (ready && *file && !*self->credential.password)
        ready = SSL_CTX_use_certificate_file(self->context, file, SSL_FILETYPE_PEM) == 1 &&
                SSL_CTX_use_PrivateKey_file(self->context, file, SSL_FILETYPE_PEM) == 1;
    self->ssl = ready ? SSL_new(self->context) : NULL;
    if (!self->ssl)
        return false;
    SSL_set_app_data(self->ssl, self);
    SSL_set_verify(self->ssl, SSL_VERIFY_PEER, on_verify);
    SSL_set_tlsext_host_name(self->ssl, self->host);
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(self->ssl), self->host) != 1)
        SSL_set1_host(self->ssl, self->host);
    ERR_clear_error();
    return SSL_set_fd(self->ssl, self->fd) == 1;
}

static void blame_certificate(struct probe *self, long result)
{
    const char *words = X509_verify_cert_error_string(result);
    switch (result) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        found(self, FINDING_CERT_NAME, self->host, self->names);
        break;
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        found(self, FINDING_CERT_TIME, self->place, words);
        break;
    default:
        found(self, FINDING_CERT_UNKNOWN, self->place, words);
    }
}

static bool speak_tls(struct probe *self)
{
    char words[TEXT_MAX];
    errno = 0;
    if (!prepare_tls(self)) {
        tls_words(words);
        found(self, FINDING_CREDENTIAL, words, NULL);
        return false;
    }
    if (SSL_connect(self->ssl) == 1)
        return true;
    long result = SSL_get_verify_result(self->ssl);
    tls_words(words);
    if (result != X509_V_OK)
        blame_certificate(self, result);
    else
        found(self, strstr(words, "alert") ? FINDING_REFUSED : FINDING_BROKER_NOT_TLS, self->place,
              words);
    return false;
}

/* ---- MQTT 3.1.1 (OASIS 2014): CONNECT, CONNACK, DISCONNECT ---- */

static size_t put_string(unsigned char *packet, size_t used, const char *text)
{
    size_t length = strlen(text);
    packet[used] = (unsigned char)(length >> 8);
    packet[used + 1] = (unsigned char)length;
    memcpy(packet + used + 2, text, length);
    return used + 2 + length;
}

/* 3.1: the rest is always longer than 127 bytes can say, or written as if. */
static size_t make_connect(const struct probe *self, unsigned char packet[PACKET_MAX])
{
    const char *user = *self->credential.password ? self->credential.user : "";
    char id[96];
    size_t used = 3;
    snprintf(id, sizeof id, "lampion-%s-%s-doctor", self->config->place, self->config->agent);
    used = put_string(packet, used, "MQTT");
    packet[used++] = self->knocks ? LEVEL_NONE : LEVEL_3_1_1;
    packet[used++] = (unsigned char)(*user ? 0xc2 : 0x02); /* clean session */
    packet[used++] = 0;
    packet[used++] = 20; /* s */
    used = put_string(packet, used, id);
    if (*user) {
        used = put_string(packet, used, user);
        used = put_string(packet, used, self->credential.password);
    }
    packet[0] = 0x10;
    packet[1] = (unsigned char)(0x80 | ((used - 3) & 0x7f));
    packet[2] = (unsigned char)((used - 3) >> 7);
    return used;
}

static bool send_all(struct probe *self, const void *data, size_t size)
{
    return self->ssl ? SSL_write(self->ssl, data, (int)size) == (int)size
                     : send(self->fd, data, size, MSG_NOSIGNAL) == (ssize_t)size;
}

static size_t receive(struct probe *self, unsigned char *data, size_t size)
{
    size_t used = 0;
    while (used < size) {
        ssize_t got = self->ssl ? SSL_read(self->ssl, data + used, (int)(size - used))
                                : recv(self->fd, data + used, size - used, 0);
        if (got <= 0)
            break;
        used += (size_t)got;
    }
    return used;
}

/* 3.2.2.3 */
static const char *refusal(unsigned char code)
{
    static const char *const words[] = {"",
                                        "it does not speak MQTT 3.1.1",
                                        "it does not like the client id",
                                        "it takes nobody now",
                                        "wrong user or password",
                                        "not authorised"};
    return code < sizeof words / sizeof *words ? words[code] : "unknown code";
}

static void speak_mqtt(struct probe *self)
{
    unsigned char packet[PACKET_MAX], answer[4];
    char words[TEXT_MAX];
    size_t size = make_connect(self, packet);
    errno = 0;
    bool sent = send_all(self, packet, size);
    size_t got = sent ? receive(self, answer, sizeof answer) : 0;
    tls_words(words);
    OPENSSL_cleanse(packet, sizeof packet);
    bool answers = got == sizeof answer && answer[0] == 0x20;
    if (answers && (answer[3] == 0 || self->knocks)) {
        found(self, FINDING_BROKER_OK, self->config->broker.uri, NULL);
        send_all(self, "\xe0\0", 2);
    } else if (answers) {
        found(self, FINDING_REFUSED, self->place, refusal(answer[3]));
    } else {
        /* TLS 1.3: a certificate that the broker refuses comes to light with the first answer. */
        bool refused = self->ssl && got == 0;
        found(self, refused ? FINDING_REFUSED : FINDING_BROKER_SILENT, self->place, words);
    }
}

/* 0; 1: it may not be read by this user; -1: it is of no use. */
static int take_credential(struct probe *self)
{
    const struct agent_config *config = self->config;
    const struct lampion_clock clock = clock_real();
    struct why why;
    int error = credential_take(&self->credential, config->broker.credential, config->place,
                                config->agent, config->broker.uri, &why);
    if (error < 0) {
        found(self, error == -EACCES ? FINDING_CREDENTIAL_DENIED : FINDING_CREDENTIAL, why.text,
              NULL);
        return error == -EACCES ? 1 : -1;
    }
    int ends = config->broker.credential
                   ? credential_ends(&self->credential, clock_wall_ms(&clock), &why)
                   : 0;
    if (ends)
        found(self, ends < 0 ? FINDING_CREDENTIAL : FINDING_CREDENTIAL_SOON, why.text, NULL);
    return 0;
}

void probe_broker(const struct agent_config *config, struct findings *findings)
{
    struct probe self = {.config = config, .findings = findings, .fd = -1};
    signal(SIGPIPE, SIG_IGN);
    split_uri(&self);
    int credential = take_credential(&self);
    self.knocks = self.tls && *self.credential.path && !*self.credential.password;
    if (credential >= 0 && reach(&self) && credential == 0 && (!self.tls || speak_tls(&self)))
        speak_mqtt(&self);
    if (self.ssl)
        SSL_free(self.ssl);
    SSL_CTX_free(self.context);
    if (self.fd >= 0)
        close(self.fd);
    credential_clear(&self.credential);
}
