using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Declarations;

namespace ShapeGen.Generator.CallSites;

/// <summary>
/// Remembers what model a class is. In each new compilation, after each keystroke, its class is another symbol; its attributes mostly are the same text and
/// the same values, and to compare those is many times cheaper than reading them again.
/// </summary>
/// <remarks>
/// The text is the same where the file is the same object: a class is remembered where all its attributes stand in one file. The values are compared, as they
/// may be constants of other files, and the constructors, as a name may mean another attribute.
/// </remarks>
internal static class CalledModelMemo
{
    /// <summary>By the first of a class's attributes that is ShapeGen's.</summary>
    private static readonly DeclaredMemo<CalledModel?> Memo = new();

    /// <summary>As <see cref="CalledModel.Read"/>.</summary>
    public static CalledModel? Of(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (FirstAttribute(type)?.GetSyntax(cancellation) is not { } node || DeclaredArguments.Of(type) is not { } arguments)
        {
            return CalledModel.Read(type, cancellation);
        }

        if (Memo.TryGet(node, arguments, out CalledModel? known))
        {
            return known;
        }

        CalledModel? model = CalledModel.Read(type, cancellation);
        Memo.Set(node, arguments, model);
        return model;
    }

    /// <summary>Null where there is none, or they stand in several files or in none.</summary>
    private static SyntaxReference? FirstAttribute(INamedTypeSymbol type)
    {
        SyntaxReference? first = null;
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (!ModuleKind.IsShapeGens(attribute))
            {
                continue;
            }

            if (attribute.ApplicationSyntaxReference is not { } reference || first is not null && first.SyntaxTree != reference.SyntaxTree)
            {
                return null;
            }

            first ??= reference;
        }

        return first;
    }
}
