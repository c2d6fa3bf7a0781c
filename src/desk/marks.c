/* Marks: a letter on a thing, to come back to it. They are kept by name, so that they
 * outlive a reload, and the filter `marked` finds them. */

#include "desk_priv.h"

typedef struct {
    char letter;
    char *name; /* of the thing */
} Mark;

static void clear_mark(gpointer data)
{
    g_free(((Mark *)data)->name);
}

void marks_free(WfDesk *desk)
{
    g_clear_pointer(&desk->marks, g_array_unref);
    g_clear_pointer(&desk->left_from, g_free);
}

static const Mark *at(const WfDesk *desk, guint i)
{
    return &g_array_index(desk->marks, Mark, i);
}

static guint n_marks(const WfDesk *desk)
{
    return desk->marks ? desk->marks->len : 0;
}

/* Its place in the array; n_marks(): there is none. */
static guint find(const WfDesk *desk, char letter)
{
    guint i = 0;
    while (i < n_marks(desk) && at(desk, i)->letter != letter)
        i++;
    return i;
}

char *wf_marks_of(const WfDesk *desk, WfThing thing)
{
    g_autofree char *name = n_marks(desk) ? wf_view_name(desk->view, thing) : NULL;
    g_autoptr(GString) letters = g_string_new(NULL);
    for (guint i = 0; name && i < n_marks(desk); i++)
        if (g_str_equal(at(desk, i)->name, name))
            g_string_append_printf(letters, "%s%c", letters->len ? ", " : "", at(desk, i)->letter);
    return letters->len ? g_string_free(g_steal_pointer(&letters), FALSE) : NULL;
}

static void changed(WfDesk *desk)
{
    wf_filter_again(desk); /* it may ask for what is marked */
    wf_desk_looks_changed(desk);
}

static void take_away(WfDesk *desk, guint i)
{
    WfThing thing = wf_view_find(desk->view, at(desk, i)->name);
    g_array_remove_index(desk->marks, i);
    g_autofree char *others = wf_marks_of(desk, thing);
    if (!others && thing.kind != WF_THING_NONE)
        wf_view_mark(desk->view, thing, false);
}

static void set_mark(WfDesk *desk, char letter)
{
    WfThing thing = wf_view_selected(desk->view);
    g_autofree char *name = wf_view_name(desk->view, thing);
    guint i = find(desk, letter);
    if (!name)
        return;
    if (!desk->marks) {
        desk->marks = g_array_new(FALSE, FALSE, sizeof(Mark));
        g_array_set_clear_func(desk->marks, clear_mark);
    }
    bool was_here = i < n_marks(desk) && g_str_equal(at(desk, i)->name, name);
    if (i < n_marks(desk))
        take_away(desk, i);
    if (was_here) {
        wf_app_say(desk->app, WF_NOTE, "mark %c is gone", letter);
    } else {
        wf_app_say(desk->app, WF_NOTE, "mark %c: %s; '%c comes back", letter, name, letter);
        Mark mark = {letter, g_steal_pointer(&name)};
        g_array_append_val(desk->marks, mark);
        wf_view_mark(desk->view, thing, true);
    }
    changed(desk);
}

/* Going there leaves a way back. */
static void go_to(WfDesk *desk, const char *name)
{
    g_autofree char *there = g_strdup(name);
    g_autofree char *from = wf_view_name(desk->view, wf_view_selected(desk->view));
    if (!wf_desk_goto(desk, there))
        return;
    g_free(desk->left_from);
    desk->left_from = g_steal_pointer(&from);
}

static void go_mark(WfDesk *desk, char letter)
{
    guint i = find(desk, letter);
    if (letter == '\'' || letter == '`') {
        if (desk->left_from)
            go_to(desk, desk->left_from);
        else
            wf_app_say(desk->app, WF_NOTE, "you came from no mark");
    } else if (i < n_marks(desk)) {
        go_to(desk, at(desk, i)->name);
    } else {
        wf_app_say(desk->app, WF_WARNING, "there is no mark %c; m%c sets it", letter, letter);
    }
}

/* --- commands --- */

static bool is_letter(WfKey key)
{
    return key < 0x80 && g_ascii_isalpha((char)key);
}

static bool on_set(WfApp *app, WfKey key, gpointer data)
{
    wf_app_unsay(app);
    if (is_letter(key))
        set_mark(data, (char)key);
    else if (key != WF_KEY_ESC)
        wf_app_say(app, WF_NOTE, "marks are letters");
    return false;
}

static bool on_go(WfApp *app, WfKey key, gpointer data)
{
    wf_app_unsay(app);
    if (is_letter(key) || key == '\'' || key == '`')
        go_mark(data, (char)key);
    else if (key != WF_KEY_ESC)
        wf_app_say(app, WF_NOTE, "marks are letters");
    return false;
}

static char *all_letters(const WfDesk *desk)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < n_marks(desk); i++)
        g_string_append_printf(text, "%s%c", i ? " " : "", at(desk, i)->letter);
    return g_string_free(text, FALSE);
}

void wf_do_mark(gpointer app, const char *args)
{
    if (args[0]) {
        on_set(app, (guchar)args[0], wf_desk_of(app));
        return;
    }
    g_autofree char *taken = all_letters(wf_desk_of(app));
    wf_app_say(app, WF_NOTE, "mark: type a letter%s%s", taken[0] ? "; taken: " : "", taken);
    wf_app_grab(app, on_set, wf_desk_of(app));
}

void wf_do_go_mark(gpointer app, const char *args)
{
    if (args[0]) {
        on_go(app, (guchar)args[0], wf_desk_of(app));
        return;
    }
    g_autofree char *all = all_letters(wf_desk_of(app));
    wf_app_say(app, WF_NOTE, "go to mark: %s", all[0] ? all : "there is none; m sets one");
    wf_app_grab(app, on_go, wf_desk_of(app));
}

static void on_chosen(WfApp *app, int choice, gpointer data)
{
    (void)app;
    WfDesk *desk = data;
    if (choice >= 0 && (guint)choice < n_marks(desk))
        go_to(desk, at(desk, (guint)choice)->name);
}

void wf_do_marks(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    guint n = n_marks(desk);
    g_autofree WfChoice *choices = g_new0(WfChoice, n + 1);
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(g_free);
    if (!n) {
        wf_app_say(app, WF_NOTE, "there are no marks; m sets one");
        return;
    }
    for (guint i = 0; i < n; i++) {
        g_ptr_array_add(letters, g_strdup_printf("%c", at(desk, i)->letter));
        choices[i] = (WfChoice){.key = letters->pdata[i], .text = at(desk, i)->name};
    }
    wf_app_choose(
        app,
        &(WfChoose){.title = "Marks", .choices = choices, .n = n, .done = on_chosen, .data = desk});
}

void wf_do_unmark(gpointer app, const char *args)
{
    (void)args;
    WfDesk *desk = wf_desk_of(app);
    guint n = n_marks(desk);
    while (n_marks(desk))
        take_away(desk, n_marks(desk) - 1);
    wf_app_say(app, WF_NOTE, n ? "no marks any more" : "there were no marks");
    changed(desk);
}
