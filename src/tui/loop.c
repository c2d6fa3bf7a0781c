/* The main loop: input in, frames out. Handlers only mark the app dirty; one
 * source draws. */
#include <unistd.h>

#include <weft/error.h>
#include <weft/text.h>

#include "app_priv.h"

#define FRAME_US (G_USEC_PER_SEC / 30)

int app_width(const WfApp *app)
{
    return app->term ? wf_term_width(app->term) : app->width;
}

int app_height(const WfApp *app)
{
    return app->term ? wf_term_height(app->term) : app->height;
}

bool wf_app_ascii(const WfApp *app)
{
    return app->term ? wf_term_ascii(app->term) : app->ascii;
}

bool wf_app_has_terminal(const WfApp *app)
{
    return app->term;
}

static gboolean on_draw(gpointer data)
{
    WfApp *app = data;
    app->draw_source = 0;
    app->last_draw = g_get_monotonic_time();
    if (app->term)
        wf_term_show(app->term, wf_app_frame(app), app->cursor);
    return G_SOURCE_REMOVE;
}

/* In memory nobody looks until a script asks for the frame. */
void wf_app_dirty(WfApp *app)
{
    if (app->draw_source || app->ended || !app->term)
        return;
    gint64 wait = app->last_draw + FRAME_US - g_get_monotonic_time();
    if (wait <= 0)
        app->draw_source = g_idle_add_full(G_PRIORITY_HIGH_IDLE + 20, on_draw, app, NULL);
    else
        app->draw_source = g_timeout_add_full(G_PRIORITY_HIGH_IDLE + 20, (guint)(wait / 1000) + 1,
                                              on_draw, app, NULL);
}

void app_urgent(WfApp *app)
{
    if (app->ended || !app->term)
        return;
    g_clear_handle_id(&app->draw_source, g_source_remove);
    app->draw_source = g_idle_add_full(G_PRIORITY_HIGH_IDLE + 20, on_draw, app, NULL);
}

static void run_hot(WfApp *app, const WfMouse *mouse, bool *ret_done)
{
    for (guint i = 0; i < app->hot->len; i++) {
        const Hot *hot = &g_array_index(app->hot, Hot, i);
        if (!wf_rect_has(hot->rect, mouse->x, mouse->y))
            continue;
        g_autofree char *line = g_strdup(hot->line);
        *ret_done = true;
        wf_app_execute(app, line);
        return;
    }
}

static void on_mouse(WfApp *app, const WfMouse *mouse)
{
    Overlay *overlay = app_top(app);
    bool done = false;
    if (overlay) {
        if (overlay->ops->mouse)
            overlay->ops->mouse(app, overlay->self, mouse);
        return;
    }
    if (mouse->action == WF_MOUSE_PRESS && mouse->button == 1)
        run_hot(app, mouse, &done);
    const Screen *screen = app_screen(app);
    if (!done && screen && screen->ops->mouse)
        screen->ops->mouse(app, screen->self, mouse);
}

static void on_paste(WfApp *app, const char *text)
{
    Overlay *overlay = app_top(app);
    if (overlay && overlay->ops->paste)
        overlay->ops->paste(app, overlay->self, text);
    else
        wf_app_say(app, WF_NOTE, "pasted text is taken in prompts only");
}

void wf_app_input(WfApp *app, const WfTermInput *input)
{
    switch (input->kind) {
    case WF_INPUT_KEY:
        wf_app_key(app, input->key);
        break;
    case WF_INPUT_MOUSE:
        on_mouse(app, &input->mouse);
        break;
    case WF_INPUT_PASTE:
        on_paste(app, input->text);
        break;
    case WF_INPUT_RESIZE:
        break;
    case WF_INPUT_RESUMED:
        if (app->options.resumed)
            app->options.resumed(app, app->options.user);
        break;
    case WF_INPUT_BACKGROUND:
        app_background(app, input->light);
        break;
    case WF_INPUT_OUTPUT:
        wf_app_log(app, WF_WARNING, "%s", input->text);
        return;
    case WF_INPUT_QUIT:
        wf_app_quit(app, WF_EXIT_INTERRUPTED);
        return;
    }
    app_urgent(app);
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

void wf_app_set_theme(WfApp *app, WfTheme *theme)
{
    wf_theme_ref(theme);
    wf_theme_unref(app->theme);
    app->theme = theme;
    if (app->term)
        wf_term_set_theme(app->term, theme);
    wf_app_dirty(app);
}

WfTheme *wf_app_theme(const WfApp *app)
{
    return app->theme;
}

int wf_app_run(WfApp *app)
{
    if (!app->ended)
        g_main_loop_run(app->loop);
    g_clear_handle_id(&app->draw_source, g_source_remove);
    return app->exit_code;
}

void wf_app_quit(WfApp *app, int code)
{
    if (!app->ended)
        app->exit_code = code;
    app->ended = true;
    g_main_loop_quit(app->loop);
}

void wf_app_busy(WfApp *app, int by)
{
    app->busy += by;
    if (!app->busy)
        script_continue(app);
}
