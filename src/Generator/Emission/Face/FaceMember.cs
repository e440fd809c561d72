using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>
/// A member that a model's class gets. It is described once: the face writes it with its body, the stub of a class with an error without,
/// and the rules about the user's own members know its name and parameters.
/// </summary>
internal sealed class FaceMember
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What stands before the name: modifiers and type. Empty of a member of the bodies' files, which the face does not write.</summary>
    public string Head { get; init; } = "";

    /// <summary>Its parameters, or null of what is no method.</summary>
    public IReadOnlyList<FaceParameter>? Parameters { get; init; }

    /// <summary>Its doc comment, or plain comment if it is private; without the doc comments of its parameters.</summary>
    public Func<ModuleGraph, IEnumerable<string>> Comment { get; init; } = _ => [];

    /// <summary>What stands behind its head: a block, an expression after <c>=&gt;</c>, or a value after <c>=</c>.</summary>
    public Func<ModuleGraph, string> Body { get; init; } = _ => "";

    /// <summary>The same of a member that depends on the plans of the bodies; null of all others.</summary>
    public Func<IReadOnlyList<BodyPlan>, string>? BodyOfPlans { get; init; }

    /// <summary>Whether it is the constructor, which has the class's name.</summary>
    public bool IsConstructor { get; init; }

    /// <summary>Whether it is a member of an interface, which the stub needs too.</summary>
    public bool IsExplicit { get; init; }

    /// <summary>Whether the user sees it, so that the stub needs it too.</summary>
    public bool IsPublic { get; init; }

    /// <summary>What stands behind the head of a stub: a value for a constant, or null for what throws.</summary>
    public string? StubBody { get; init; }

    /// <summary>How a declaration names it among the members that a stub leaves out.</summary>
    public string Key => Parameters is null ? Name : Signature(Name, Parameters.Select(parameter => parameter.Type.FullName));

    /// <summary>The member up to its body.</summary>
    public string Declaration => Parameters is null
        ? $"{Head} {Name}"
        : $"{Head} {Name}({string.Join(", ", Parameters.Select(parameter => parameter.Declaration))})";

    /// <summary>A method by its name and the types of its parameters, as overloads are told apart.</summary>
    public static string Signature(string name, IEnumerable<string> types) =>
        $"{name}({string.Join(", ", types.Select(type => type.Substring(type.LastIndexOf('.') + 1)))})";
}

/// <summary>A parameter of a generated method.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Default">Its default value as C#, or null.</param>
/// <param name="Comment">Its doc comment, of a model.</param>
internal sealed record FaceParameter(FaceType Type, string Name, string? Default = null, Func<ModuleGraph, string>? Comment = null)
{
    public string Declaration => $"{Type.Written} {Name}{(Default is null ? "" : " = " + Default)}";
}

/// <summary>A type as generated code writes it, and as symbols display it.</summary>
internal sealed record FaceType(string Written, string FullName)
{
    public static readonly FaceType Inputs = new("global::System.ReadOnlySpan<float>", "System.ReadOnlySpan<float>");

    public static readonly FaceType Floats = new("global::System.Span<float>", "System.Span<float>");

    public static readonly FaceType Lengths = new("global::System.ReadOnlySpan<int>", "System.ReadOnlySpan<int>");

    public static readonly FaceType Bytes = new("global::System.ReadOnlySpan<byte>", "System.ReadOnlySpan<byte>");

    public static readonly FaceType File = new("global::ShapeGen.SafetensorsFile", "ShapeGen.SafetensorsFile");

    public static readonly FaceType Integer = new("int", "int");

    public static readonly FaceType Long = new("long", "long");

    public static readonly FaceType OutInteger = new("out int", "ref int");

    public static readonly FaceType Text = new("string", "string");

    public static readonly FaceType Ids = Lengths;

    public static readonly FaceType Call = new("in global::ShapeGen.Runtime.CallShape", "ref ShapeGen.Runtime.CallShape");
}
