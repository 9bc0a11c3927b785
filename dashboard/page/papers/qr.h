/* A QR code as SVG (ISO/IEC 18004, by libqrencode). */
#ifndef LAMPION_PAGE_PAPERS_QR_H
#define LAMPION_PAGE_PAPERS_QR_H

#include "dashboard/page/buffer.h"

/* Black on white with its quiet zone; `label` is read to those who do not see it. Nothing where the
 * text is too long, or the program was built without libqrencode: the address stands beside it. */
void qr_write(struct buffer *out, const char *text, const char *label);

#endif
