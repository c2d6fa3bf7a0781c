/* What all files of the frame ask of the app: where it is shown, what is on top, that it is to be
 * drawn anew. Handlers only mark it dirty; one source draws. */
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

Screen *app_screen(const WfApp *app)
{
    return app->current >= 0 ? g_ptr_array_index(app->screens, (guint)app->current) : NULL;
}

const char *wf_app_screen(const WfApp *app)
{
    const Screen *screen = app_screen(app);
    return screen ? screen->ops->name : NULL;
}

/* In memory nobody looks until a script asks for the frame. */
void wf_app_dirty(WfApp *app)
{
    if (app->draw_source || app->ended || !app->term)
        return;
    gint64 wait = app->last_draw + FRAME_US - g_get_monotonic_time();
    if (wait <= 0)
        app->draw_source = g_idle_add_full(G_PRIORITY_HIGH_IDLE + 20, app->draw, app, NULL);
    else
        app->draw_source = g_timeout_add_full(G_PRIORITY_HIGH_IDLE + 20, (guint)(wait / 1000) + 1,
                                              app->draw, app, NULL);
}

void app_urgent(WfApp *app)
{
    if (app->ended || !app->term)
        return;
    g_clear_handle_id(&app->draw_source, g_source_remove);
    app->draw_source = g_idle_add_full(G_PRIORITY_HIGH_IDLE + 20, app->draw, app, NULL);
}

void wf_app_quit(WfApp *app, int code)
{
    if (!app->ended)
        app->exit_code = code;
    app->ended = true;
    g_main_loop_quit(app->loop);
}

/* --- overlays --- */

void app_end_pending(WfApp *app)
{
    g_array_set_size(app->pending, 0);
    g_clear_handle_id(&app->popup_source, g_source_remove);
    app->popup = false;
}

Overlay *app_top(const WfApp *app)
{
    return app->overlays->len ? g_ptr_array_index(app->overlays, app->overlays->len - 1) : NULL;
}

void app_push(WfApp *app, const OverlayOps *ops, gpointer self)
{
    Overlay *overlay = g_new(Overlay, 1);
    *overlay = (Overlay){ops, self};
    g_ptr_array_add(app->overlays, overlay);
    app_end_pending(app);
    wf_app_dirty(app);
}

void app_pop(WfApp *app, gpointer self)
{
    for (guint i = app->overlays->len; i-- > 0;) {
        Overlay *overlay = g_ptr_array_index(app->overlays, i);
        if (overlay->self != self)
            continue;
        void (*release)(gpointer) = overlay->ops->free;
        g_ptr_array_remove_index(app->overlays, i);
        release(self);
        break;
    }
    wf_app_dirty(app);
}

void app_add_hot(WfApp *app, WfRect rect, const char *line)
{
    Hot hot = {rect, g_strdup(line)};
    g_array_append_val(app->hot, hot);
}
