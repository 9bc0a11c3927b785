/* One try at the broker, step by step, so that what fails has a name: the address, the port, TLS,
 * the name in its certificate, our credential.
 *
 * The MQTT library says none of that: a name that does not fit and a certificate that is revoked
 * look the same to it (connection.c). So this opens its own socket, does TLS with OpenSSL and
 * sends the one packet CONNECT of MQTT 3.1.1, so that the daemon's session stands: under a client
 * id of its own, or where a broker goes by the certificate, as a mere knock. */
#ifndef LAMPION_AGENT_MAKER_PROBE_H
#define LAMPION_AGENT_MAKER_PROBE_H

#include "agent/config.h"
#include "agent/maker/finding.h"

/* Waits at most some seconds for each step. Adds what it found, also that all is well. */
void probe_broker(const struct agent_config *config, struct findings *findings);

#endif
