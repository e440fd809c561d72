using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ShapeGen.Tool.Console;

/// <summary>
/// Ends the process at once on Ctrl-C and on signals, whatever it is doing: what it was about to write is deleted first, so that no part of a file is left.
/// Nothing that runs is asked, since a reader of a hostile file may never come to a question.
/// </summary>
internal static class Signals
{
    /// <summary>As shells report a process that a signal ended: this and the signal's number.</summary>
    private const int ExitCodeOfSignal = 128;

    /// <summary>How long the ordinary end of the process may take.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private static readonly List<PosixSignalRegistration> s_registrations = [];

    /// <summary>From here on, each of the signals that mean the end ends the process.</summary>
    public static void EndTheProcess()
    {
        foreach ((PosixSignal signal, int number) in new[] { (PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1), (PosixSignal.SIGQUIT, 3) })
        {
            s_registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                End(ExitCodeOfSignal + number);
            }));
        }
    }

    private static void End(int exitCode)
    {
        // Where the memory is full or a lock is held, the ordinary end may not come.
        new Thread(static () =>
        {
            Thread.Sleep(s_patience);
            Process.GetCurrentProcess().Kill();
        }) { IsBackground = true }.Start();
        UnfinishedFiles.DeleteAllAndThen(() =>
        {
            Terminal.Restore();
            System.Console.Error.WriteLine("Stopped.");
            Environment.Exit(exitCode);
        });
    }
}
