/* One line of input at the bottom: history, completion, a remark while typing.
 * The `:` line is such a prompt. */
#include <string.h>

#include <weft/text.h>

#include "app_priv.h"
#include "choices.h"

typedef struct {
    WfPrompt spec;
    char *label;
    WfLine *line;
    WfHistory *history; /* or NULL */
    GString *remark;
    bool wrong;
    GPtrArray *choices; /* completions, or NULL */
    int choice;         /* -1: only the common part is in the line */
    gsize word;         /* where the word being completed starts */
    Choices seen;       /* where they were painted last, */
    WfRect place;       /* and the line */
} Prompt;

static void free_prompt(gpointer data)
{
    Prompt *p = data;
    wf_line_free(p->line);
    g_string_free(p->remark, TRUE);
    g_clear_pointer(&p->choices, g_ptr_array_unref);
    g_free(p->label);
    g_free(p);
}

static void check(WfApp *app, Prompt *p)
{
    g_string_truncate(p->remark, 0);
    p->wrong = p->spec.check && !p->spec.check(app, wf_line_text(p->line), p->remark, p->spec.data);
}

static void end(WfApp *app, Prompt *p, bool accepted)
{
    g_autofree char *text = accepted ? g_strdup(wf_line_text(p->line)) : NULL;
    void (*done)(WfApp *, const char *, gpointer) = p->spec.done;
    gpointer data = p->spec.data;
    if (accepted && p->history) {
        g_autoptr(GError) error = NULL;
        wf_history_add(p->history, text);
        if (!wf_history_save(p->history, &error))
            wf_app_log(app, WF_WARNING, "%s", error->message);
    }
    if (p->history)
        wf_history_rewind(p->history);
    app_pop(app, p);
    if (done)
        done(app, text, data);
}

/* --- completion --- */

static void drop_choices(Prompt *p)
{
    g_clear_pointer(&p->choices, g_ptr_array_unref);
    p->choice = -1;
}

static gsize common_prefix(const GPtrArray *words)
{
    const char *first = g_ptr_array_index(words, 0);
    gsize n = strlen(first);
    for (guint i = 1; i < words->len; i++) {
        const char *word = g_ptr_array_index(words, i);
        gsize k = 0;
        while (k < n && word[k] == first[k])
            k++;
        n = k;
    }
    while (n && ((guchar)first[n] & 0xC0) == 0x80)
        n--;
    return n;
}

static GPtrArray *find_choices(WfApp *app, Prompt *p)
{
    g_autofree char *before = g_strndup(wf_line_text(p->line), wf_line_cursor(p->line));
    const char *blank = strrchr(before, ' ');
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    GPtrArray *fit = g_ptr_array_new_with_free_func(g_free);
    p->word = blank ? (gsize)(blank + 1 - before) : 0;
    if (p->spec.complete)
        p->spec.complete(app, before, all, p->spec.data);
    g_ptr_array_sort(all, wf_text_order);
    for (guint i = 0; i < all->len; i++) {
        const char *word = g_ptr_array_index(all, i);
        bool again = fit->len && g_str_equal(g_ptr_array_index(fit, fit->len - 1), word);
        if (g_str_has_prefix(word, before + p->word) && !again)
            g_ptr_array_add(fit, g_strdup(word));
    }
    return fit;
}

static void start_completion(WfApp *app, Prompt *p)
{
    g_autoptr(GPtrArray) fit = find_choices(app, p);
    if (!fit->len) {
        g_string_assign(p->remark, "nothing completes this");
        return;
    }
    gsize n = common_prefix(fit);
    g_autofree char *common = g_strndup(g_ptr_array_index(fit, 0), n);
    if (fit->len == 1) {
        g_autofree char *word = g_strconcat(common, g_str_has_suffix(common, "/") ? "" : " ", NULL);
        wf_line_replace(p->line, p->word, word);
        check(app, p);
        return;
    }
    wf_line_replace(p->line, p->word, common);
    p->choices = g_steal_pointer(&fit);
    p->choice = -1;
}

static void take_choice(WfApp *app, Prompt *p, int choice)
{
    p->choice = choice;
    wf_line_replace(p->line, p->word, g_ptr_array_index(p->choices, (guint)choice));
    check(app, p);
}

static void cycle(WfApp *app, Prompt *p, int by)
{
    if (!p->choices) {
        start_completion(app, p);
        return;
    }
    int n = (int)p->choices->len;
    take_choice(app, p, p->choice < 0 ? (by > 0 ? 0 : n - 1) : (p->choice + by + n) % n);
}

/* --- keys --- */

static void walk_history(WfApp *app, Prompt *p, bool older)
{
    if (!p->history)
        return;
    const char *text =
        older ? wf_history_older(p->history, wf_line_text(p->line)) : wf_history_newer(p->history);
    if (text)
        wf_line_set(p->line, text);
    check(app, p);
}

static void prompt_key(WfApp *app, gpointer self, WfKey key)
{
    Prompt *p = self;
    switch (key) {
    case WF_KEY_ENTER:
        end(app, p, true);
        return;
    case WF_KEY_ESC:
    case 'c' | WF_MOD_CTRL:
    case 'g' | WF_MOD_CTRL:
        end(app, p, false);
        return;
    case WF_KEY_TAB:
    case WF_KEY_TAB | WF_MOD_SHIFT:
        cycle(app, p, key == WF_KEY_TAB ? 1 : -1);
        return;
    case WF_KEY_UP:
    case 'p' | WF_MOD_CTRL:
    case WF_KEY_DOWN:
    case 'n' | WF_MOD_CTRL:
        drop_choices(p);
        walk_history(app, p, key == WF_KEY_UP || key == ('p' | WF_MOD_CTRL));
        return;
    default:
        break;
    }
    if (key == WF_KEY_BACKSPACE && !wf_line_text(p->line)[0]) {
        end(app, p, false);
        return;
    }
    drop_choices(p);
    if (!wf_line_key(p->line, key))
        return;
    if (p->history)
        wf_history_rewind(p->history);
    check(app, p);
}

static void prompt_paste(WfApp *app, gpointer self, const char *text)
{
    Prompt *p = self;
    drop_choices(p);
    wf_line_insert(p->line, text);
    check(app, p);
}

/* A click takes the completion under it, or puts the cursor there. */
static void prompt_mouse(WfApp *app, gpointer self, const WfMouse *mouse)
{
    Prompt *p = self;
    bool click = mouse->action == WF_MOUSE_PRESS || mouse->action == WF_MOUSE_DOUBLE;
    int choice = p->choices ? choices_at(&p->seen, mouse->x, mouse->y) : -1;
    if (!click || mouse->button != 1)
        return;
    if (choice >= 0) {
        take_choice(app, p, choice);
    } else if (mouse->y == p->place.y) {
        drop_choices(p);
        wf_line_click(p->line, p->place, mouse->x);
    }
}

/* --- painting --- */

#define REMARK_ROWS 3

/* What is too long to stand behind the line stands above it. Returns the columns it takes of it. */
static int paint_remark(const Prompt *p, WfGrid *grid, int room)
{
    g_autofree char *remark = wf_text_visible(p->remark->str, (gssize)p->remark->len, 0);
    WfRole role = p->wrong ? WF_ROLE_WARNING : WF_ROLE_DIM;
    int width = wf_grid_width(grid), y = wf_grid_height(grid) - 1;
    int columns = wf_text_width(remark, -1), rows = wf_wrapped_rows(remark, width - 2);
    int above = y - MIN(rows, REMARK_ROWS) - p->seen.rect.height;
    if (columns > room && above > 0) {
        wf_grid_fill(grid, 0, above, width, MIN(rows, REMARK_ROWS), ' ', WF_ROLE_INPUT, 0);
        wf_paint_wrapped(grid, (WfRect){1, above, width - 2, MIN(rows, REMARK_ROWS)}, remark, role,
                         0);
        return 0;
    }
    columns = MIN(columns, room);
    if (columns <= 3)
        return 0;
    wf_grid_text(grid, width - columns - 1, y, columns, remark, role, 0);
    return columns + 1;
}

static WfCursor prompt_paint(WfApp *app, gpointer self, WfGrid *grid)
{
    (void)app;
    Prompt *p = self;
    int width = wf_grid_width(grid), y = wf_grid_height(grid) - 1;
    wf_grid_fill(grid, 0, y, width, 1, ' ', WF_ROLE_INPUT, 0);
    int x = wf_grid_text(grid, 0, y, width / 2, p->label, WF_ROLE_STRONG, 0);
    int room = width - x - wf_text_width(wf_line_text(p->line), -1) - 3;
    p->seen = p->choices && y > 0 ? choices_paint(p->choices, p->choice, grid, y) : (Choices){0};
    p->place = (WfRect){x, y, width - x - paint_remark(p, grid, room) - 1, 1};
    int cursor = wf_line_paint(p->line, grid, p->place, WF_ROLE_INPUT);
    return (WfCursor){cursor, y, true};
}

static const OverlayOps prompt_ops = {.paint = prompt_paint,
                                      .key = prompt_key,
                                      .mouse = prompt_mouse,
                                      .paste = prompt_paste,
                                      .free = free_prompt};

static WfHistory *history_of(WfApp *app, const char *name)
{
    WfHistory *history = g_hash_table_lookup(app->histories, name);
    if (history)
        return history;
    g_autofree char *path = app->term ? wf_history_path(name) : NULL; /* scripts leave no trace */
    history = wf_history_new(path);
    g_hash_table_insert(app->histories, g_strdup(name), history);
    return history;
}

void wf_app_prompt(WfApp *app, const WfPrompt *spec)
{
    Prompt *p = g_new0(Prompt, 1);
    p->spec = *spec;
    p->label = g_strdup(spec->label);
    p->line = wf_line_new();
    p->remark = g_string_new(NULL);
    p->choice = -1;
    if (spec->history)
        p->history = history_of(app, spec->history);
    if (spec->text)
        wf_line_set(p->line, spec->text);
    check(app, p);
    app_push(app, &prompt_ops, p);
}

/* --- the `:` line --- */

static bool check_command(WfApp *app, const char *text, GString *remark, gpointer data)
{
    (void)data;
    g_autofree char *id = NULL;
    g_autofree char *message = NULL;
    const char *args;
    wf_command_split(text, &id, &args);
    if (!id[0])
        return true;
    const WfCommand *command = wf_commands_match(app->commands, wf_app_screen(app), id, &message);
    if (!command) {
        g_string_append(remark, message);
        return false;
    }
    const char *why = app_why_not(app, command);
    if (why)
        g_string_append(remark, why);
    else
        g_string_append_printf(remark, "%s%s%s", command->args ? command->args : "",
                               command->args ? "  " : "", command->help);
    return !why;
}

static void complete_command(WfApp *app, const char *text, GPtrArray *ret, gpointer data)
{
    (void)data;
    g_autofree char *id = NULL;
    g_autofree char *message = NULL;
    const char *args, *screen = wf_app_screen(app);
    if (!strchr(text, ' ')) {
        for (guint i = 0; i < wf_commands_n(app->commands); i++) {
            const WfCommand *command = wf_commands_get(app->commands, i);
            if (wf_commands_find(app->commands, screen, command->id) == command && !command->hidden)
                g_ptr_array_add(ret, g_strdup(command->id));
        }
        return;
    }
    wf_command_split(text, &id, &args);
    const WfCommand *command = wf_commands_match(app->commands, screen, id, &message);
    if (command && command->complete)
        command->complete(app, args, ret);
}

static void run_line(WfApp *app, const char *text, gpointer data)
{
    (void)data;
    if (text)
        wf_app_execute(app, text);
}

void app_open_command_line(WfApp *app, const char *text)
{
    wf_app_prompt(app, &(WfPrompt){.label = ":",
                                   .text = text,
                                   .history = "commands",
                                   .check = check_command,
                                   .complete = complete_command,
                                   .done = run_line});
}
