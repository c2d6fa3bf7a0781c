/* All keys to one function, until it has enough. */
#include "app_priv.h"

typedef struct {
    WfGrab key;
    gpointer data;
} Grab;

static WfCursor paint_grab(WfApp *app, gpointer self, WfGrid *grid)
{
    (void)self;
    (void)grid;
    return app->cursor;
}

static void grab_key(WfApp *app, gpointer self, WfKey key)
{
    Grab *grab = self;
    if (key == ('c' | WF_MOD_CTRL))
        key = WF_KEY_ESC;
    if (!grab->key(app, key, grab->data) || key == WF_KEY_ESC)
        app_pop(app, grab);
    wf_app_dirty(app);
}

static void grab_mouse(WfApp *app, gpointer self, const WfMouse *mouse)
{
    if (mouse->action == WF_MOUSE_PRESS)
        grab_key(app, self, WF_KEY_ESC);
}

static const OverlayOps grab_ops = {
    .paint = paint_grab, .key = grab_key, .mouse = grab_mouse, .free = g_free};

void wf_app_grab(WfApp *app, WfGrab key, gpointer data)
{
    Grab *grab = g_new(Grab, 1);
    *grab = (Grab){key, data};
    app_push(app, &grab_ops, grab);
}
