/* The commands that move about; what it means is the screen's business. */
#include "app_priv.h"

static void move(WfApp *app, WfMove direction)
{
    const Screen *screen = app_screen(app);
    if (screen && screen->ops->move)
        screen->ops->move(app, screen->self, direction, 1);
}

#define MOVE(name, direction)                                                                      \
    static void run_##name(gpointer app, const char *args)                                         \
    {                                                                                              \
        (void)args;                                                                                \
        move(app, WF_MOVE_##direction);                                                            \
    }
MOVE(up, UP)
MOVE(down, DOWN)
MOVE(left, LEFT)
MOVE(right, RIGHT)
MOVE(first, FIRST)
MOVE(last, LAST)
MOVE(page_up, PAGE_UP)
MOVE(page_down, PAGE_DOWN)
MOVE(half_up, HALF_UP)
MOVE(half_down, HALF_DOWN)
MOVE(scroll_up, SCROLL_UP)
MOVE(scroll_down, SCROLL_DOWN)

#define G .keymap = "generic"
static const WfCommand moves[] = {
    {.id = "up", G, .keys = {"k", "Up"}, .help = "move up", .run = run_up},
    {.id = "down", G, .keys = {"j", "Down"}, .help = "move down", .run = run_down},
    {.id = "left", G, .keys = {"h", "Left"}, .help = "move left, fold", .run = run_left},
    {.id = "right", G, .keys = {"l", "Right"}, .help = "move right, unfold", .run = run_right},
    {.id = "first", G, .keys = {"gg", "Home"}, .help = "go to the first", .run = run_first},
    {.id = "last", G, .keys = {"G", "End"}, .help = "go to the last", .run = run_last},
    {.id = "page-up", G, .keys = {"C-b", "PgUp"}, .help = "one page up", .run = run_page_up},
    {.id = "page-down", G, .keys = {"C-f", "PgDn"}, .help = "one page down", .run = run_page_down},
    {.id = "half-up", G, .keys = {"C-u"}, .help = "half a page up", .run = run_half_up},
    {.id = "half-down", G, .keys = {"C-d"}, .help = "half a page down", .run = run_half_down},
    {.id = "scroll-up", G, .keys = {"C-y"}, .help = "scroll one line up", .run = run_scroll_up},
    {.id = "scroll-down",
     G,
     .keys = {"C-e"},
     .help = "scroll one line down",
     .run = run_scroll_down},
};
#undef G

const WfCommand *app_moves(guint *ret_n)
{
    *ret_n = G_N_ELEMENTS(moves);
    return moves;
}

bool app_is_move(const WfCommand *command)
{
    for (guint i = 0; i < G_N_ELEMENTS(moves); i++)
        if (command == &moves[i])
            return true;
    return false;
}
