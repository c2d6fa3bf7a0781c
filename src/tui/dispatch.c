/* From keys to commands: sequences, what is pending, what is not bound. */
#include "app_priv.h"

#define POPUP_MS 500

static gboolean on_popup(gpointer data)
{
    WfApp *app = data;
    app->popup_source = 0;
    app->popup = true;
    wf_app_dirty(app);
    return G_SOURCE_REMOVE;
}

static void wait_for_more(WfApp *app)
{
    if (app->popup)
        return;
    if (!app->term)
        app->popup = true; /* a script has no time */
    else if (!app->popup_source)
        app->popup_source = g_timeout_add(POPUP_MS, on_popup, app);
}

static void say_unbound(WfApp *app)
{
    const WfKey *keys = (const WfKey *)app->pending->data;
    g_autofree char *name = wf_keys_format(keys, app->pending->len);
    g_autofree char *near = app->pending->len == 1
                                ? wf_keymap_suggest(wf_app_keymap(app), wf_app_screen(app), keys[0])
                                : NULL;
    if (near)
        wf_app_say(app, WF_NOTE, "%s is not bound; near it: %s; ? lists all", name, near);
    else
        wf_app_say(app, WF_NOTE, "%s is not bound; ? lists what is", name);
}

/* Whatever the screen makes of a key that is not bound: jump labels, digits. */
static bool offer_to_screen(WfApp *app)
{
    const Screen *screen = app_screen(app);
    return app->pending->len == 1 && screen && screen->ops->key &&
           screen->ops->key(app, screen->self, g_array_index(app->pending, WfKey, 0));
}

static void look_up(WfApp *app)
{
    WfBinding binding;
    switch (wf_keymap_look_up(wf_app_keymap(app), wf_app_screen(app),
                              (const WfKey *)app->pending->data, app->pending->len, &binding)) {
    case WF_KEYS_PREFIX:
        wait_for_more(app);
        return;
    case WF_KEYS_BOUND: {
        g_autofree char *line = g_strdup(binding.line);
        app_end_pending(app);
        wf_app_execute(app, line);
        return;
    }
    case WF_KEYS_UNBOUND:
        if (!offer_to_screen(app))
            say_unbound(app);
        app_end_pending(app);
    }
}

void wf_app_key(WfApp *app, WfKey key)
{
    Overlay *overlay = app_top(app);
    app_urgent(app);
    if (overlay) {
        if (g_get_monotonic_time() >= app->deaf_until)
            overlay->ops->key(app, overlay->self, key);
        return;
    }
    app_clear_message(app, key == WF_KEY_ESC ? WF_FAULT : WF_WARNING);
    if (app->pending->len && (key == WF_KEY_ESC || key == ('c' | WF_MOD_CTRL))) {
        app_end_pending(app);
        return;
    }
    g_array_append_val(app->pending, key);
    look_up(app);
}
