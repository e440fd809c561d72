using System.Text.Json;
using System.Text.Json.Serialization;
using ShapeGen.Generator.Common;
using Spectre.Console;

namespace ShapeGen.Tool.Console;

/// <summary>Where a command's result goes: for people on a terminal, or as one JSON document on standard output. Errors and progress go to standard error.</summary>
internal sealed class Output
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <param name="isJson">As <c>--json</c> asks for.</param>
    public Output(bool isJson)
    {
        IsJson = isJson;
        People = Terminal.Styled(isError: false);
        Progress = Terminal.Styled(isError: true);
        if (System.Console.IsOutputRedirected)
        {
            // A pipe has no width: lines are not cut.
            People.Profile.Width = 500;
        }
    }

    /// <summary>Whether a program reads it.</summary>
    public bool IsJson { get; }

    /// <summary>Standard output, for people.</summary>
    public IAnsiConsole People { get; }

    /// <summary>Standard error, for progress.</summary>
    public IAnsiConsole Progress { get; }

    /// <summary>Writes a line for people to standard error: what was assumed, or left out.</summary>
    /// <param name="text">The text, of one line: what would break it is escaped.</param>
    public static void Remark(string text) => System.Console.Error.WriteLine(FileText.Visible(text));

    /// <summary>Writes the result: as JSON, or as <paramref name="forPeople"/> does.</summary>
    public void Write<T>(T result, Action<IAnsiConsole> forPeople)
    {
        if (IsJson)
        {
            System.Console.Out.WriteLine(JsonSerializer.Serialize(result, JsonOptions));
        }
        else
        {
            forPeople(People);
        }
    }
}
