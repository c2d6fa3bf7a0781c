/* Commands and keys: the one table that feeds keys, the `:` line, help, the
 * action menu, key files, completion and scripts.
 *
 * A command has an id, default keys in one keymap ("generic" or a screen's
 * name), a guard level and a help line. WfCommands collects the tables of all
 * parts; WfKeymap binds keys to command lines and can be changed by a file in
 * the manner of tigrc:
 *
 *     bind graph <C-n> node-next
 *     bind generic ,r :filter state=failed
 *     unbind generic F5
 *
 * Tables are borrowed and must outlive the registry. No state but that. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <weft/findings.h>
#include <weft/key.h>

/* What stands between a key and its effect. */
typedef enum {
    WF_GUARD_VIEW, /* changes only what is shown */
    WF_GUARD_UNDO, /* can be undone: a message says so */
    WF_GUARD_FILE, /* writes a local file: asks y/N where it replaces something */
    WF_GUARD_LIVE, /* changes something live that can be undone: armed, dialog, y */
    WF_GUARD_HARD  /* hard to reverse: the same, and a word to type */
} WfGuard;

#define WF_COMMAND_KEYS 4

typedef struct WfCommand {
    const char *id;     /* "node-next": lower case, digits and - */
    const char *keymap; /* "generic", or the screen it belongs to */
    const char *keys[WF_COMMAND_KEYS];
    const char *args; /* "" or NULL: none; "FILE", "[NAME]", "dot|svg FILE": what help shows */
    WfGuard guard;
    const char *help; /* one line, no full stop */
    /* @args: the rest of the line, never NULL. @app is what the registry's user passes on. */
    void (*run)(gpointer app, const char *args);
    const char *(*disabled)(
        gpointer app); /* why it cannot run now; NULL or returning NULL: it can */
    /* Adds completions of the word at the end of @args, as whole words, to @ret (g_strdup'ed). */
    void (*complete)(gpointer app, const char *args, GPtrArray *ret);
    bool hidden; /* not in help or menus: keys of widgets that explain themselves */
} WfCommand;

/* Declares what another module's table runs: WF_DO(mark); is wf_do_mark(). */
#define WF_DO(name) void wf_do_##name(gpointer app, const char *args)

typedef struct WfCommands WfCommands;
WfCommands *wf_commands_new(void);
void wf_commands_free(WfCommands *commands);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfCommands, wf_commands_free)
void wf_commands_add(WfCommands *commands, const WfCommand *table, guint n);
guint wf_commands_n(const WfCommands *commands);
const WfCommand *wf_commands_get(const WfCommands *commands, guint i);
/* By id, those of @screen before generic ones: a screen's "enter" takes over the generic one, and
 * its keys. */
const WfCommand *wf_commands_find(const WfCommands *commands, const char *screen, const char *id);
/* As typed: an id or a prefix of exactly one. Commands that touch something live must be typed in
 * full. On failure NULL, and the message with a suggestion or the choices. */
const WfCommand *wf_commands_match(const WfCommands *commands, const char *screen, const char *word,
                                   char **ret_message);
/* What is wrong with the tables themselves, one line each; empty if nothing is. For tests. */
char *wf_commands_check(const WfCommands *commands);

/* Splits "id rest" in two; a leading ':' is skipped. */
void wf_command_split(const char *line, char **ret_id, const char **ret_args);

typedef struct {
    const char *keymap;
    const WfKey *keys;
    guint n_keys;
    const char *line; /* the command line it runs */
    const WfCommand *command;
} WfBinding;

typedef struct WfKeymap WfKeymap;
/* With the default keys. @commands is borrowed. */
WfKeymap *wf_keymap_new(const WfCommands *commands);
void wf_keymap_free(WfKeymap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfKeymap, wf_keymap_free)
/* Applies a key file. What is wrong becomes findings (WEFT-THEME) with their lines. */
void wf_keymap_read(WfKeymap *map, const char *path, const char *text, gsize len,
                    WfFindings *findings);

typedef enum { WF_KEYS_UNBOUND, WF_KEYS_PREFIX, WF_KEYS_BOUND } WfKeysFound;
/* The keys typed so far, in @screen's map before the generic one. */
WfKeysFound wf_keymap_look_up(const WfKeymap *map, const char *screen, const WfKey *keys, guint n,
                              WfBinding *ret_binding);
/* What may follow these keys; GArray of WfBinding, those of the screen first. n 0: everything. */
GArray *wf_keymap_following(const WfKeymap *map, const char *screen, const WfKey *keys, guint n);
/* The keys of a command as text, "j, Down"; at most @max of them; NULL if it has none. */
char *wf_keymap_keys_of(const WfKeymap *map, const char *screen, const WfCommand *command,
                        guint max);
/* The bound keys nearest to what was typed, for "X is not bound": the same key with other case or
 * modifiers. NULL if there is none. */
char *wf_keymap_suggest(const WfKeymap *map, const char *screen, WfKey key);
