/* The main loop: input in, frames out; where the app is shown. */
#include <unistd.h>

#include <weft/error.h>
#include <weft/text.h>

#include "app_priv.h"

static gboolean on_draw(gpointer data)
{
    WfApp *app = data;
    app->draw_source = 0;
    app->last_draw = g_get_monotonic_time();
    if (app->term)
        wf_term_show(app->term, wf_app_frame(app), app->cursor);
    return G_SOURCE_REMOVE;
}

static void on_input(const WfTermInput *input, gpointer data)
{
    wf_app_input(data, input);
}

bool wf_app_open_terminal(WfApp *app, const WfTermOptions *options, GError **error)
{
    WfTermOptions complete = *options;
    if (complete.theme)
        wf_app_set_theme(app, complete.theme);
    complete.theme = app->theme;
    app->draw = on_draw;
    app->term = wf_term_open(&complete, on_input, app, error);
    if (!app->term)
        return false;
    wf_term_set_title(app->term, app->name);
    app_ask_background(app);
    if (wf_term_note(app->term))
        wf_app_say(app, WF_NOTE, "%s", wf_term_note(app->term));
    wf_app_dirty(app);
    return true;
}

void wf_app_open_memory(WfApp *app, int width, int height, bool ascii)
{
    app->width = width;
    app->height = height;
    app->ascii = ascii;
}

static const char *given(const char *option, const char *variable)
{
    const char *value = option ? option : g_getenv(variable);
    return value && value[0] ? value : NULL;
}

bool wf_app_start(WfApp *app, const WfAppStart *start, GError **error)
{
    const char *script = given(start->script, "WEFT_SCRIPT"),
               *size = given(start->size, "WEFT_SIZE");
    int width = 80, height = 24;
    if (size && !wf_size_parse(size, &width, &height)) {
        g_autofree char *shown = wf_text_visible(size, -1, 40);
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "'%s' is no size; write 80x24", shown);
        return false;
    }
    if (script && (size || !isatty(STDOUT_FILENO))) {
        if (start->term.theme)
            wf_app_set_theme(app, start->term.theme);
        wf_app_open_memory(app, width, height, start->term.ascii || !wf_locale_is_utf8());
    } else if (!wf_app_open_terminal(app, &start->term, error)) {
        return false;
    }
    return !script || wf_app_play_file(app, script, error);
}

int wf_app_run(WfApp *app)
{
    if (!app->ended)
        g_main_loop_run(app->loop);
    g_clear_handle_id(&app->draw_source, g_source_remove);
    return app->exit_code;
}

void wf_app_busy(WfApp *app, int by)
{
    app->busy += by;
    if (!app->busy)
        script_continue(app);
}
