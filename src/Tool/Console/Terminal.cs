using System.Text;
using ShapeGen.Generator.Common;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ShapeGen.Tool.Console;

/// <summary>
/// Standard output and standard error. All text for people goes through one of the two writers here, and both escape control characters:
/// names and messages may come from a hostile file.
/// </summary>
internal static class Terminal
{
    private static TextWriter s_output = TextWriter.Null;

    private static TextWriter s_error = TextWriter.Null;

    private static bool s_isGuarded;

    /// <summary>Makes <see cref="System.Console"/> escape all text. The escapes are valid in JSON, so documents stay correct.</summary>
    public static void Guard()
    {
        if (s_isGuarded)
        {
            // Tests call the program several times in one process.
            return;
        }

        s_isGuarded = true;
        s_output = System.Console.Out;
        s_error = System.Console.Error;
        System.Console.SetOut(new EscapingWriter(s_output));
        System.Console.SetError(new EscapingWriter(s_error));
    }

    /// <summary>A console with styles: its own escape sequences reach the terminal, those in the text do not.</summary>
    /// <param name="isError">Whether to use standard error instead of standard output.</param>
    public static IAnsiConsole Styled(bool isError)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new StandardDevice(isError) });
        console.Pipeline.Attach(new EscapingHook());
        return console;
    }

    /// <summary>Shows the cursor again, which a progress bar hides, if the process ends before the bar does.</summary>
    public static void Restore()
    {
        if (!System.Console.IsErrorRedirected)
        {
            s_error.Write("\u001b[?25h");
        }
    }

    /// <summary>Escapes text. Text that is written one character at a time is escaped one character at a time.</summary>
    private sealed class EscapingWriter(TextWriter inner) : TextWriter
    {
        private readonly Lock _lock = new();

        /// <summary>A high surrogate that waits for its low surrogate.</summary>
        private char _high;

        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value)
        {
            lock (_lock)
            {
                Write([value]);
            }
        }

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void WriteLine(string? value) => Write(value + NewLine);

        public override void Write(ReadOnlySpan<char> buffer)
        {
            lock (_lock)
            {
                string text = _high == '\0' ? buffer.ToString() : string.Concat([_high], buffer);
                _high = '\0';
                if (text.Length > 0 && char.IsHighSurrogate(text[^1]))
                {
                    _high = text[^1];
                    text = text[..^1];
                }

                inner.Write(FileText.VisibleLines(text));
            }
        }

        public override void Flush() => inner.Flush();
    }

    /// <summary>Standard output or standard error for Spectre, which would otherwise detect them by the writers of <see cref="System.Console"/>.</summary>
    private sealed class StandardDevice(bool isError) : IAnsiConsoleOutput
    {
        private const int UsualWidth = 80;
        private const int UsualHeight = 24;

        public TextWriter Writer => isError ? s_error : s_output;

        public bool IsTerminal => isError ? !System.Console.IsErrorRedirected : !System.Console.IsOutputRedirected;

        public int Width => Size(static () => System.Console.BufferWidth, UsualWidth);

        public int Height => Size(static () => System.Console.WindowHeight, UsualHeight);

        public void SetEncoding(Encoding encoding)
        {
            // Always UTF-8.
        }

        private static int Size(Func<int> size, int otherwise)
        {
            try
            {
                int found = size();
                return found > 0 ? found : otherwise;
            }
            catch (IOException)
            {
                return otherwise;
            }
        }
    }

    /// <summary>Escapes everything that a console renders.</summary>
    private sealed class EscapingHook : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => renderables.Select(renderable => new EscapingRenderable(renderable));
    }

    /// <summary>The segments of another renderable with escaped text. Control codes come from the library and stay.</summary>
    private sealed class EscapingRenderable(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inner.Render(options, maxWidth).Select(segment => segment.IsControlCode || segment.IsLineBreak ? segment : new Segment(FileText.VisibleLines(segment.Text), segment.Style));
    }
}
