using System.Text.Json;
using System.Text.Json.Serialization;
using ShapeGen.Generator.Common;
using Spectre.Console;

namespace ShapeGen.Tool.Console;

/// <summary>Writes a command's result to standard output: as text for people, or as one JSON document. Errors and progress go to standard error.</summary>
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

    /// <param name="isJson">Whether <c>--json</c> was given.</param>
    public Output(bool isJson)
    {
        IsJson = isJson;
        People = Terminal.Styled(isError: false);
        Progress = Terminal.Styled(isError: true);
        if (System.Console.IsOutputRedirected)
        {
            // A pipe has no width, so lines are not wrapped.
            People.Profile.Width = 500;
        }
    }

    /// <summary>Whether the result is written as JSON.</summary>
    public bool IsJson { get; }

    /// <summary>Standard output, for people.</summary>
    public IAnsiConsole People { get; }

    /// <summary>Standard error, for progress.</summary>
    public IAnsiConsole Progress { get; }

    /// <summary>Writes a line to standard error: something that was assumed or left out.</summary>
    /// <param name="text">The text of the line; line breaks in it are escaped.</param>
    public static void Remark(string text) => System.Console.Error.WriteLine(FileText.Visible(text));

    /// <summary>Writes the result as JSON, or with <paramref name="forPeople"/>.</summary>
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
