/* Messages: the one shown now, and the log of all. */
#include <weft/limits.h>
#include <weft/text.h>

#include "app_priv.h"

static gboolean on_fade(gpointer data)
{
    WfApp *app = data;
    app->message_source = 0;
    app_clear_message(app, WF_NOTE);
    return G_SOURCE_REMOVE;
}

void app_clear_message(WfApp *app, WfSeverity up_to)
{
    if (!app->message || app->message->severity > up_to)
        return;
    app->message = NULL;
    g_clear_handle_id(&app->message_source, g_source_remove);
    wf_app_dirty(app);
}

void wf_app_unsay(WfApp *app)
{
    app_clear_message(app, WF_FAULT);
}

G_GNUC_PRINTF(3, 0)
static WfMessage *add(WfApp *app, WfSeverity severity, const char *format, va_list args)
{
    g_autofree char *text = g_strdup_vprintf(format, args);
    WfMessage *message = g_new(WfMessage, 1);
    *message = (WfMessage){severity, g_get_real_time(), wf_text_visible(text, -1, 4000)};
    if (app->messages->len >= WF_LIMIT_MESSAGES) {
        if (app->message == g_ptr_array_index(app->messages, 0))
            app->message = NULL;
        g_ptr_array_remove_index(app->messages, 0);
    }
    g_ptr_array_add(app->messages, message);
    wf_app_dirty(app);
    return message;
}

void wf_app_log(WfApp *app, WfSeverity severity, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(app, severity, format, args);
    va_end(args);
}

void wf_app_say(WfApp *app, WfSeverity severity, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    WfMessage *message = add(app, severity, format, args);
    va_end(args);
    bool kept = app->message && app->message->severity == WF_FAULT && !app->asked;
    if (kept && severity < WF_FAULT)
        return; /* what nobody asked for does not hide an error */
    app->message = message;
    app->asked = false;
    g_clear_handle_id(&app->message_source, g_source_remove);
    if (severity == WF_NOTE && app->term)
        app->message_source = g_timeout_add_seconds(APP_FADE_SECONDS, on_fade, app);
}

const GPtrArray *wf_app_messages(const WfApp *app)
{
    return app->messages;
}
