/* What comes in from the terminal, or from a script: to whom it goes. */
#include <weft/error.h>

#include "app_priv.h"

/* What was painted last lies on top. Clicks in quick succession are as many clicks. */
static bool run_hot(WfApp *app, const WfMouse *mouse)
{
    bool click = mouse->action == WF_MOUSE_PRESS || mouse->action == WF_MOUSE_DOUBLE;
    for (guint i = app->hot->len; click && mouse->button == 1 && i-- > 0;) {
        const Hot *hot = &g_array_index(app->hot, Hot, i);
        if (!wf_rect_has(hot->rect, mouse->x, mouse->y))
            continue;
        g_autofree char *line = g_strdup(hot->line);
        app_end_pending(app);
        wf_app_execute(app, line);
        return true;
    }
    return false;
}

static void mouse_to_screen(WfApp *app, const WfMouse *mouse)
{
    const Screen *screen = app_screen(app);
    if (screen && screen->ops->mouse)
        screen->ops->mouse(app, screen->self, mouse);
}

/* What is under the mouse is selected, and what can be done with it is listed. */
static void list_actions_at(WfApp *app, const WfMouse *mouse)
{
    WfMouse left = {.action = WF_MOUSE_PRESS, .button = 1, .x = mouse->x, .y = mouse->y};
    mouse_to_screen(app, &left);
    left.action = WF_MOUSE_RELEASE;
    mouse_to_screen(app, &left);
    wf_app_execute(app, "actions");
}

static void on_mouse(WfApp *app, const WfMouse *mouse)
{
    bool press = mouse->action == WF_MOUSE_PRESS;
    Overlay *overlay = app_top(app);
    if (overlay) {
        if (overlay->ops->mouse)
            overlay->ops->mouse(app, overlay->self, mouse);
        return;
    }
    if (press) /* as a key does */
        app_clear_message(app, WF_WARNING);
    if (run_hot(app, mouse))
        return;
    if (press)
        app_end_pending(app);
    if (mouse->button == 3 && (press || mouse->action == WF_MOUSE_DOUBLE))
        list_actions_at(app, mouse);
    else
        mouse_to_screen(app, mouse);
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
