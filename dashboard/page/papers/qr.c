#include "dashboard/page/papers/qr.h"

#include "dashboard/page/html.h"

#ifdef HAVE_QRENCODE
#include <qrencode.h>

#define QUIET 4 /* modules around it, by the standard */

void qr_write(struct buffer *out, const char *text, const char *label)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return;
    int size = code->width + 2 * QUIET;
    html_write(out,
               "<svg role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %d %d\" "
               "shape-rendering=\"crispEdges\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>"
               "<path d=\"",
               label, size, size, size, size);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            if (code->data[y * code->width + x] & 1)
                html_write(out, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
    buffer_text(out, "\"/></svg>\n");
    QRcode_free(code);
}
#else
void qr_write(struct buffer *out, const char *text, const char *label)
{
    (void)out, (void)text, (void)label;
}
#endif
