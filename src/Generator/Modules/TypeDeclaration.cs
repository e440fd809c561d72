using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Modules;

/// <summary>The user's class: what the generated part has to repeat.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="ContainingTypes">The headers of the types around it, outermost first: <c>partial class Outer&lt;T&gt;</c>.</param>
/// <param name="Name">Its name with type parameters, escaped if it is a keyword.</param>
/// <param name="Keyword"><c>class</c> or <c>record</c>.</param>
/// <param name="FileStem">The stem of its file names, unique in the project.</param>
/// <param name="Documented">Whether the user wrote a doc comment. Then no summary is generated.</param>
internal sealed record TypeDeclaration(
    string Namespace, EquatableArray<string> ContainingTypes, string Name, string Keyword, string FileStem, bool Documented);
