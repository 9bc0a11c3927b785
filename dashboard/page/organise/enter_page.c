#include "dashboard/page/organise/pages.h"

#include "dashboard/page/html.h"

static void name_input(struct buffer *out, const struct desk_frame *frame)
{
    desk_input(out, frame, "name", DESK_NAME, DESK_NAME_HINT, "text",
               "maxlength=\"32\" autocomplete=\"username\" autocapitalize=\"none\" "
               "spellcheck=\"false\"");
}

void sign_in_page(struct buffer *out, const struct desk_frame *frame)
{
    desk_frame_begin(out, frame);
    desk_form_begin(out, frame);
    name_input(out, frame);
    desk_input(out, frame, "password", DESK_PASSWORD, DESK_TEXT_COUNT, "password",
               "maxlength=\"128\" autocomplete=\"current-password\"");
    html_write(out,
               "<p><button>%s</button></p>\n</form>\n<p><a href=\"%sorganise/claim\">%s</a></p>\n",
               desk_text(frame->language, DESK_SIGN_IN), frame->root,
               desk_text(frame->language, DESK_CLAIM_LINK));
    desk_frame_end(out, frame);
}

void claim_page(struct buffer *out, const struct desk_frame *frame, bool first)
{
    static const char password[] = "minlength=\"12\" maxlength=\"128\" "
                                   "autocomplete=\"new-password\"";
    desk_frame_begin(out, frame);
    html_write(out, "<p>%s</p>\n",
               desk_text(frame->language, first ? DESK_CLAIM_FIRST : DESK_CLAIM_HAVE));
    desk_form_begin(out, frame);
    name_input(out, frame);
    desk_input(out, frame, "code", DESK_CODE, DESK_TEXT_COUNT, "text",
               "maxlength=\"40\" autocomplete=\"one-time-code\" spellcheck=\"false\"");
    desk_input(out, frame, "password", DESK_PASSWORD_NEW, DESK_PASSWORD_HINT, "password", password);
    desk_input(out, frame, "again", DESK_PASSWORD_AGAIN, DESK_TEXT_COUNT, "password", password);
    html_write(out, "<p><button>%s</button></p>\n</form>\n",
               desk_text(frame->language, DESK_CLAIM_SET));
    desk_frame_end(out, frame);
}

void front_page(struct buffer *out, const struct desk_frame *frame)
{
    desk_frame_begin(out, frame);
    html_write(out, "<p>%s</p>\n<ul class=\"contents\">\n",
               desk_text(frame->language, DESK_WELCOME));
    for (size_t i = 0; i < frame->nav_count; i++)
        html_write(out, "<li><a href=\"%s%s\">%s</a></li>\n", frame->root, frame->nav[i].path,
                   desk_text(frame->language, frame->nav[i].title));
    buffer_text(out, "</ul>\n");
    desk_frame_end(out, frame);
}
