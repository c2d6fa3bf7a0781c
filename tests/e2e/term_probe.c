/* A program with a screen that says what reaches it, for tests/e2e/term.sh to drive. Keys: q ends,
 * z stops, e runs a program, ! crashes, y copies, w writes to standard error; the rest is shown. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <weft/term.h>

typedef struct {
    WfTerm *term;
    GMainLoop *loop;
    WfGrid *grid;
    char *said[6]; /* last events, newest first */
    int n;
    int exit_code;
} Probe;

static void say(Probe *p, char *text)
{
    g_free(p->said[5]);
    memmove(p->said + 1, p->said, 5 * sizeof *p->said);
    p->said[0] = g_strdup_printf("%d %s", ++p->n, text);
    g_free(text);
}

static void draw(Probe *p)
{
    wf_grid_resize(p->grid, wf_term_width(p->term), wf_term_height(p->term));
    wf_grid_set_ascii(p->grid, wf_term_ascii(p->term));
    wf_grid_clear(p->grid);
    wf_grid_printf(p->grid, 0, 0, -1, WF_ROLE_TITLE, 0, "probe %dx%d depth %s %s",
                   wf_term_width(p->term), wf_term_height(p->term),
                   wf_depth_name(wf_term_depth(p->term)),
                   wf_term_ascii(p->term) ? "ascii" : "utf8");
    for (int i = 0; i < 6 && p->said[i]; i++)
        wf_grid_text(p->grid, 0, i + 1, -1, p->said[i], WF_ROLE_TEXT, 0);
    wf_grid_text(p->grid, 0, 8, -1, "wide 漢字 | e\u0301 | café", WF_ROLE_STATE_DONE, 0);
    wf_grid_text(p->grid, 0, 9, -1, wf_term_note(p->term) ? wf_term_note(p->term) : "",
                 WF_ROLE_WARNING, 0);
    wf_grid_put(p->grid, wf_term_width(p->term) - 1, wf_term_height(p->term) - 1, '#',
                WF_ROLE_BORDER, 0);
    wf_term_show(p->term, p->grid, (WfCursor){0, 1, false});
}

static void on_run(int status, gpointer data)
{
    Probe *p = data;
    say(p, g_strdup_printf("program ended %d", status));
    draw(p);
}

static void on_key(Probe *p, WfKey key)
{
    static const char *const argv[] = {"sh", "-c", "echo in the editor; read line; exit 3", NULL};
    g_autofree char *name = wf_key_format(key);
    wf_crash_note(name);
    say(p, g_strdup_printf("key %s", name));
    if (key == 'q')
        g_main_loop_quit(p->loop);
    else if (key == 'z')
        wf_term_suspend(p->term);
    else if (key == 'e')
        wf_term_run(p->term, argv, NULL, on_run, p, NULL);
    else if (key == '!')
        raise(SIGSEGV);
    else if (key == 'y')
        wf_term_copy(p->term, "copied text", 11, NULL);
    else if (key == 'w')
        g_printerr("stray output\n");
}

static void on_mouse(Probe *p, WfMouse m)
{
    static const char *const actions[] = {"press",   "double",   "drag",
                                          "release", "wheel-up", "wheel-down"};
    say(p, g_strdup_printf("mouse %s %d at %d,%d", actions[m.action], m.button, m.x, m.y));
}

static void on_input(const WfTermInput *input, gpointer data)
{
    Probe *p = data;
    switch (input->kind) {
    case WF_INPUT_KEY:
        on_key(p, input->key);
        break;
    case WF_INPUT_MOUSE:
        on_mouse(p, input->mouse);
        break;
    case WF_INPUT_PASTE:
        say(p, g_strdup_printf("paste %s", input->text));
        break;
    case WF_INPUT_RESIZE:
        say(p, g_strdup_printf("resize %dx%d", input->width, input->height));
        break;
    case WF_INPUT_RESUMED:
        say(p, g_strdup("resumed"));
        break;
    case WF_INPUT_BACKGROUND:
        say(p, g_strdup_printf("background %s", input->light ? "light" : "dark"));
        break;
    case WF_INPUT_OUTPUT:
        say(p, g_strdup_printf("stderr %s", input->text));
        break;
    case WF_INPUT_QUIT:
        p->exit_code = 40 + input->signal;
        g_main_loop_quit(p->loop);
        return;
    }
    draw(p);
}

int main(void)
{
    setlocale(LC_ALL, "");
    g_autoptr(GError) error = NULL;
    Probe p = {.loop = g_main_loop_new(NULL, FALSE), .grid = wf_grid_new(1, 1)};
    p.term = wf_term_open(&(WfTermOptions){0}, on_input, &p, &error);
    if (!p.term) {
        g_printerr("%s\n", error->message);
        g_main_loop_unref(p.loop);
        wf_grid_free(p.grid);
        return 2;
    }
    wf_term_set_title(p.term, "probe title");
    draw(&p);
    g_main_loop_run(p.loop);
    wf_term_free(p.term);
    wf_grid_free(p.grid);
    g_main_loop_unref(p.loop);
    for (int i = 0; i < 6; i++)
        g_free(p.said[i]);
    printf("ended after %d events\n", p.n);
    return p.exit_code;
}
