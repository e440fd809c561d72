using System.Reflection;
using System.Text;

namespace ShapeGen.Tool.Tests;

/// <summary>The tool's own <c>Main</c> in this process: what users start, without a process for each of hundreds of cases.</summary>
internal static class ToolInProcess
{
    private static readonly MethodInfo s_main = Assembly.Load("ShapeGen.Tool").EntryPoint!;
    private static readonly RoutedWriter s_output = new(), s_error = new();

    static ToolInProcess()
    {
        s_output.Otherwise = System.Console.Out;
        s_error.Otherwise = System.Console.Error;
        System.Console.SetOut(s_output);
        System.Console.SetError(s_error);
    }

    /// <summary>Runs a command. Calls on several threads do not mix their output.</summary>
    public static ToolResult Run(params string[] arguments)
    {
        StringWriter output = new(), error = new();
        s_output.Target = output;
        s_error.Target = error;
        try
        {
            int exitCode = (int)s_main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [arguments], null)!;
            return new(exitCode, output.ToString(), error.ToString());
        }
        finally
        {
            s_output.Target = null;
            s_error.Target = null;
        }
    }

    /// <summary>Writes to what the call that writes has set, wherever it goes on.</summary>
    private sealed class RoutedWriter : TextWriter
    {
        private readonly AsyncLocal<TextWriter?> _target = new();

        public TextWriter Otherwise { get; set; } = Null;

        public TextWriter? Target
        {
            set => _target.Value = value;
        }

        public override Encoding Encoding => Encoding.UTF8;

        private TextWriter Current => _target.Value ?? Otherwise;

        public override void Write(char value) => Current.Write(value);

        public override void Write(string? value) => Current.Write(value);

        public override void Write(char[] buffer, int index, int count) => Current.Write(buffer, index, count);

        public override void Flush() => Current.Flush();
    }
}
