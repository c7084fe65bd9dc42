/*
 * The least that a program can do to show a list of stories: open the database, read a screenful, draw it with curses, wait
 * for a key. usage: bare_start DATABASE (a store of courant)
 */
#include <sqlite3.h>

#include <curses.h>
#include <locale.h>

int
main(int argc, char **argv)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;

    if (argc != 2 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return 1;
    setlocale(LC_ALL, "");
    initscr();
    sqlite3_prepare_v2(db, "SELECT title FROM story ORDER BY id DESC LIMIT ?1", -1, &s, NULL);
    sqlite3_bind_int(s, 1, LINES);
    for (int y = 0; s && sqlite3_step(s) == SQLITE_ROW; y++)
        mvaddnstr(y, 0, (const char *)sqlite3_column_text(s, 0), COLS - 1);
    refresh();
    getch();
    endwin();
    sqlite3_finalize(s);
    sqlite3_close(db);
    return 0;
}
