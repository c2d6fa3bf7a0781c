/* The confirm ladder. Cancel has the focus, Enter alone never acts; `y` does,
 * or with something hard to reverse the word, typed in full. What was typed
 * before the dialog was there is dropped, and for a moment it hears nothing. */

#include "app_priv.h"

#define DEAF_MS 300
/* Less than this does not show what is agreed to. */
#define LEAST_WIDTH 40
#define LEAST_HEIGHT 10

typedef struct {
    WfGuard guard;
    char *title, *what, *verb, *word;
    WfTextView *details; /* or NULL */
    WfDiffView *diff;    /* or NULL */
    bool show_diff;
    bool interrupt_acts;
    bool on_verb; /* focus; starts on Cancel */
    char *(*what_now)(gpointer data);
    WfLine *line; /* for the word */
    WfConfirmed done;
    gpointer data;
    WfRect cancel, act;
} Confirm;

static void free_confirm(gpointer data)
{
    Confirm *c = data;
    wf_text_view_free(c->details);
    wf_diff_view_free(c->diff);
    wf_line_free(c->line);
    g_free(c->title);
    g_free(c->what);
    g_free(c->verb);
    g_free(c->word);
    g_free(c);
}

/* Nobody agrees to what is live without seeing it. */
static bool is_too_small(const WfApp *app, WfGuard guard)
{
    return guard >= WF_GUARD_LIVE && app->grid &&
           (wf_grid_width(app->grid) < LEAST_WIDTH || wf_grid_height(app->grid) < LEAST_HEIGHT);
}

static void say_too_small(WfApp *app)
{
    wf_app_say(app, WF_FAULT, "the window is too small to ask: %dx%d at least", LEAST_WIDTH,
               LEAST_HEIGHT);
}

static void answer(WfApp *app, Confirm *c, bool yes)
{
    if (yes && is_too_small(app, c->guard)) { /* it was not when it asked */
        say_too_small(app);
        return;
    }
    WfConfirmed done = c->done;
    gpointer data = c->data;
    app_pop(app, c);
    done(app, yes, data);
}

static bool may_act(const Confirm *c)
{
    return c->guard < WF_GUARD_HARD || g_str_equal(wf_line_text(c->line), c->word);
}

static bool scroll_key(Confirm *c, WfKey key)
{
    static const struct {
        WfKey key;
        WfMove move;
    } keys[] = {{WF_KEY_UP, WF_MOVE_UP},        {WF_KEY_DOWN, WF_MOVE_DOWN},
                {WF_KEY_PGUP, WF_MOVE_PAGE_UP}, {WF_KEY_PGDN, WF_MOVE_PAGE_DOWN},
                {WF_KEY_HOME, WF_MOVE_FIRST},   {WF_KEY_END, WF_MOVE_LAST}};
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
        if (keys[i].key == key && c->show_diff)
            return wf_diff_view_move(c->diff, keys[i].move, 1);
        else if (keys[i].key == key && c->details)
            return wf_text_view_move(c->details, keys[i].move, 1);
    return false;
}

static void on_enter(WfApp *app, Confirm *c)
{
    if (c->guard == WF_GUARD_HARD && (c->on_verb || wf_line_text(c->line)[0])) {
        if (may_act(c))
            answer(app, c, true);
        else
            wf_app_say(app, WF_WARNING, "that is not '%s'", c->word);
        return;
    }
    answer(app, c, c->on_verb);
}

static void confirm_key(WfApp *app, gpointer self, WfKey key)
{
    Confirm *c = self;
    bool hard = c->guard == WF_GUARD_HARD;
    if (key == ('c' | WF_MOD_CTRL)) {
        answer(app, c, c->interrupt_acts);
    } else if (key == WF_KEY_ESC) {
        answer(app, c, false);
    } else if (key == WF_KEY_ENTER) {
        on_enter(app, c);
    } else if (key == WF_KEY_TAB || key == (WF_KEY_TAB | WF_MOD_SHIFT) ||
               (!hard && (key == WF_KEY_LEFT || key == WF_KEY_RIGHT))) {
        c->on_verb = !c->on_verb;
    } else if (scroll_key(c, key)) {
        return;
    } else if (c->diff && key == (hard ? ('d' | WF_MOD_CTRL) : 'd')) {
        c->show_diff = !c->show_diff;
    } else if (hard) {
        wf_line_key(c->line, key);
    } else if (key == 'y' || key == 'Y') {
        answer(app, c, true);
    } else if (key == 'n' || key == 'N' || key == 'q') {
        answer(app, c, false);
    }
}

static void confirm_mouse(WfApp *app, gpointer self, const WfMouse *mouse)
{
    Confirm *c = self;
    if (mouse->action == WF_MOUSE_PRESS && wf_rect_has(c->cancel, mouse->x, mouse->y))
        answer(app, c, false);
    else if (mouse->action == WF_MOUSE_PRESS && wf_rect_has(c->act, mouse->x, mouse->y) &&
             may_act(c) && g_get_monotonic_time() >= app->deaf_until)
        answer(app, c, true);
    else if (c->show_diff)
        wf_diff_view_mouse(c->diff, mouse);
    else if (c->details)
        wf_text_view_mouse(c->details, mouse);
}

static int paint_what(const Confirm *c, WfGrid *grid, WfRect in)
{
    g_auto(GStrv) lines = g_strsplit(c->what, "\n", -1);
    int y = 0;
    for (; lines[y] && y < in.height - 2; y++)
        wf_grid_text(grid, in.x + 1, in.y + y, in.width - 2, lines[y], WF_ROLE_TEXT, 0);
    return y;
}

static WfRect paint_button(WfGrid *grid, int x, int y, const char *text, WfRole role, bool focused)
{
    int width = wf_grid_printf(grid, x, y, -1, role, focused ? WF_ATTR_SELECTED : 0,
                               focused ? "[ %s ]" : "  %s  ", text);
    return (WfRect){x, y, width, 1};
}

static WfCursor paint_buttons(Confirm *c, WfGrid *grid, WfRect in)
{
    int y = in.y + in.height - 1;
    bool hard = c->guard == WF_GUARD_HARD;
    WfCursor cursor = {in.x + 3, y, false};
    if (hard) {
        int x = in.x + 1 +
                wf_grid_printf(grid, in.x + 1, y - 1, in.width / 2, WF_ROLE_TEXT, 0,
                               "type %s to confirm: ", c->word);
        cursor.x = wf_line_paint(c->line, grid, (WfRect){x, y - 1, in.x + in.width - x - 1, 1},
                                 WF_ROLE_INPUT);
        cursor.y = y - 1;
        cursor.visible = true;
    }
    c->cancel = paint_button(grid, in.x + 1, y, "Cancel", WF_ROLE_TEXT, !c->on_verb);
    WfRole role = c->guard >= WF_GUARD_LIVE ? WF_ROLE_DANGER : WF_ROLE_STRONG;
    c->act = paint_button(grid, in.x + 3 + c->cancel.width, y, c->verb,
                          may_act(c) ? role : WF_ROLE_DIM, c->on_verb);
    const char *help = hard      ? c->diff ? "Esc cancels, C-d differences" : "Esc cancels"
                       : c->diff ? "y acts, Enter cancels, d differences"
                                 : "y acts, Enter cancels";
    if (c->on_verb && !hard)
        help = "y or Enter acts, Esc cancels";
    wf_grid_text(grid, c->act.x + c->act.width + 2, y,
                 in.x + in.width - c->act.x - c->act.width - 2, help, WF_ROLE_DIM, 0);
    return cursor;
}

static WfRect place(const Confirm *c, const WfGrid *grid)
{
    int width = wf_grid_width(grid), height = wf_grid_height(grid);
    bool tall = c->details || c->diff;
    int w = MIN(width, MAX(40, tall ? width - 6 : MIN(width - 6, 76)));
    int h = 5 + (c->guard == WF_GUARD_HARD); /* frame, a blank line, buttons */
    for (const char *p = c->what; *p; p++)
        h += *p == '\n';
    int details = c->details ? (int)wf_text_view_lines(c->details) + 1 : 0;
    h += MAX(details, c->diff ? 10 : 0);
    h = CLAMP(h, 1, MAX(height - 2, 1));
    return (WfRect){(width - w) / 2, (height - h) / 2, w, h};
}

static void tell_anew(Confirm *c)
{
    if (!c->what_now)
        return;
    g_free(c->what);
    c->what = c->what_now(c->data);
}

static WfCursor confirm_paint(WfApp *app, gpointer self, WfGrid *grid)
{
    (void)app;
    Confirm *c = self;
    WfRole role = c->guard >= WF_GUARD_LIVE ? WF_ROLE_DANGER : WF_ROLE_BORDER;
    tell_anew(c);
    WfRect in = wf_paint_frame(grid, place(c, grid), c->title, role);
    int y = paint_what(c, grid, in) + 1, foot = c->guard == WF_GUARD_HARD ? 3 : 2;
    WfRect body = {in.x + 1, in.y + y, in.width - 2, MAX(in.height - y - foot, 0)};
    if (body.height > 0 && c->show_diff)
        wf_diff_view_paint(c->diff, grid, body, false);
    else if (body.height > 0 && c->details)
        wf_text_view_paint(c->details, grid, body, false);
    return paint_buttons(c, grid, in);
}

static void confirm_paste(WfApp *app, gpointer self, const char *text)
{
    (void)self;
    (void)text;
    wf_app_say(app, WF_NOTE, "type the word, pasting does not count");
}

static const OverlayOps confirm_ops = {.paint = confirm_paint,
                                       .key = confirm_key,
                                       .mouse = confirm_mouse,
                                       .paste = confirm_paste,
                                       .free = free_confirm};

void wf_app_confirm(WfApp *app, const WfConfirm *spec, WfConfirmed done, gpointer data)
{
    if (is_too_small(app, spec->guard)) {
        done(app, false, data);
        say_too_small(app);
        return;
    }
    Confirm *c = g_new0(Confirm, 1);
    c->guard = spec->guard;
    c->title = g_strdup(spec->title);
    c->what = g_strdup(spec->what ? spec->what : "");
    c->what_now = spec->what_now;
    c->interrupt_acts = spec->interrupt_acts;
    c->verb = g_strdup(spec->verb ? spec->verb : "Yes");
    c->word = g_strdup(spec->word && spec->word[0] ? spec->word : "yes");
    c->line = wf_line_new();
    c->done = done;
    c->data = data;
    if (spec->details) {
        c->details = wf_text_view_new();
        wf_text_view_set(c->details, spec->details, -1);
    }
    if (spec->old_text && spec->new_text) {
        c->diff = wf_diff_view_new();
        wf_diff_view_set(c->diff, spec->old_text, spec->new_text, 3);
        c->show_diff = !spec->details;
    }
    if (app->term) {
        wf_term_flush_input(app->term);
        app->deaf_until = g_get_monotonic_time() + DEAF_MS * 1000;
    }
    app_push(app, &confirm_ops, c);
}
