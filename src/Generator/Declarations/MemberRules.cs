using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Emission.Face;

namespace ShapeGen.Generator.Declarations;

/// <summary>Finds members of the user's class, its own and inherited ones, that the generated part would declare again.</summary>
internal static class MemberRules
{
    /// <param name="type">The user's class.</param>
    /// <param name="node">Its part with the attribute.</param>
    /// <param name="kind">The attribute.</param>
    /// <param name="form">What its calls look like.</param>
    /// <param name="diagnostics">Where to report.</param>
    /// <returns>
    /// The generated members that a stub must leave out, the constructor that it needs for its base class, and what to report of a member that is in the way of
    /// <c>Load()</c>: only a model whose weights are in the assembly gets that one, and whether they are is not known here.
    /// </returns>
    public static (EquatableArray<string> Omitted, string? StubConstructor, DiagnosticInfo? TakenLoad) Check(
        INamedTypeSymbol type, TypeDeclarationSyntax node, ModuleKind kind, CallForm form, List<DiagnosticInfo> diagnostics)
    {
        SortedSet<string> omitted = new(StringComparer.Ordinal);
        string? stubConstructor = null;
        DiagnosticInfo? takenLoad = null;
        FaceSignatures generated = FaceSignatures.Of(kind, form);
        SourceSpan? className = SourceSpan.From(node.Identifier.GetLocation());

        if (generated.HasName(type.Name) || generated.HasMethods(type.Name))
        {
            omitted.Add(type.Name);
            Report(Descriptors.MemberCollides, className, type.Name, "the name " + type.Name, kind.Name, "a class and its member cannot share a name: rename the class");
        }

        bool hasConstructor = false;
        foreach (ISymbol member in type.GetMembers().Where(member => !member.IsImplicitlyDeclared))
        {
            CheckRequired(member, Location(member));
            if (member is IMethodSymbol { MethodKind: MethodKind.Constructor })
            {
                hasConstructor = true;
                Report(Descriptors.MemberCollides, Location(member), type.Name, "a constructor", kind.Name, "remove it: models are created by Load and CreateRandom");
            }
            else if (Collision(member) is { } taken)
            {
                omitted.Add(taken);
                Report(Descriptors.MemberCollides, Location(member), type.Name, $"'{taken}'", kind.Name, "rename yours");
            }
            else if (IsLoad(member))
            {
                takenLoad = Info(Descriptors.MemberCollides, Location(member), type.Name, "'Load()'", kind.Name, "rename yours");
            }
        }

        CheckBase();
        return (new(omitted), stubConstructor, takenLoad);

        void CheckRequired(ISymbol member, SourceSpan? at)
        {
            if (member is IFieldSymbol { IsRequired: true } or IPropertySymbol { IsRequired: true })
            {
                Report(Descriptors.RequiredMember, at, type.Name, member.Name, kind.Name);
            }
        }

        void CheckBase()
        {
            if (type.BaseType is not { SpecialType: not SpecialType.System_Object, TypeKind: TypeKind.Class } parent)
            {
                return;
            }

            SourceSpan? at = SourceSpan.From(node.BaseList?.Types.FirstOrDefault()?.GetLocation()) ?? className;

            // What is generated for it is not there yet: neither its members nor its constructor, which is private.
            for (INamedTypeSymbol? ancestor = parent; ancestor is not null; ancestor = ancestor.BaseType)
            {
                if (ModuleKind.AppliedTo(ancestor).FirstOrDefault()?.Kind is { } applied)
                {
                    Report(Descriptors.BaseClass, at, type.Name, ancestor.Name, $"is itself a model ([{applied.Name}])", "hold one model in a field of the other, or both in fields of a third class");
                    return;
                }
            }

            if (!parent.InstanceConstructors.Any(constructor => constructor.DeclaredAccessibility != Accessibility.Private
                && constructor.Parameters.All(parameter => parameter.IsOptional || parameter.IsParams)))
            {
                stubConstructor = hasConstructor ? null : StubConstructor(type, parent);
                Report(Descriptors.BaseClass, at, type.Name, parent.Name, "has no accessible constructor without parameters", "give it one, or hold the model in a field");
            }

            for (INamedTypeSymbol? ancestor = parent; ancestor is { SpecialType: not SpecialType.System_Object }; ancestor = ancestor.BaseType)
            {
                foreach (ISymbol member in ancestor.GetMembers().Where(member => member.DeclaredAccessibility != Accessibility.Private))
                {
                    CheckRequired(member, at);
                    if (Collision(member) is { } taken && omitted.Add(taken))
                    {
                        Report(Descriptors.BaseClass, at, type.Name, ancestor.Name, $"declares '{taken}', a member that [{kind.Name}] generates too", "rename it there, or hold the model in a field");
                    }
                    else if (IsLoad(member))
                    {
                        takenLoad ??= Info(Descriptors.BaseClass, at, type.Name, ancestor.Name, $"declares 'Load()', a member that [{kind.Name}] generates too", "rename it there, or hold the model in a field");
                    }
                }
            }
        }

        string? Collision(ISymbol member)
        {
            if (generated.HasName(member.Name))
            {
                return member.Name;
            }

            if (!generated.HasMethods(member.Name))
            {
                return null;
            }

            if (member is not IMethodSymbol { Arity: 0 } own)
            {
                return member is IMethodSymbol ? null : member.Name;
            }

            // An overload with other types is welcome.
            List<string> types = own.Parameters.Select(ParameterType).ToList();
            return generated.Methods(own.Name).FirstOrDefault(method => method.Types.SequenceEqual(types))?.Key;
        }

        static bool IsLoad(ISymbol member) => member is IMethodSymbol { Name: FaceMembers.Load, Arity: 0, Parameters.IsEmpty: true };

        static DiagnosticInfo Info(DiagnosticDescriptor descriptor, SourceSpan? span, params string[] arguments) =>
            new(descriptor.Id, span, new EquatableArray<string>(arguments));

        void Report(DiagnosticDescriptor descriptor, SourceSpan? span, params string[] arguments) => diagnostics.Add(Info(descriptor, span, arguments));

        SourceSpan? Location(ISymbol member) => SourceSpan.From(member.Locations.FirstOrDefault(location => location.IsInSource)) ?? className;
    }

    /// <summary>A constructor that satisfies the base class, or C# would report on the class what SHG0010 has said; null where none can.</summary>
    private static string? StubConstructor(INamedTypeSymbol type, INamedTypeSymbol parent)
    {
        IMethodSymbol? constructor = parent.InstanceConstructors
            .Where(candidate => candidate.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
                && candidate.Parameters.All(parameter => parameter.RefKind == RefKind.None))
            .OrderBy(candidate => candidate.Parameters.Length)
            .FirstOrDefault();
        IEnumerable<string>? arguments = constructor?.Parameters
            .Select(parameter => $"default({parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})!");
        return arguments is null ? null : $"private {DeclarationReader.EscapeKeyword(type.Name)}() : base({string.Join(", ", arguments)})";
    }

    /// <summary>The type as overloads tell it apart: without nullability, and <c>ref</c>, <c>out</c> and <c>in</c> are one.</summary>
    private static string ParameterType(IParameterSymbol parameter) =>
        (parameter.RefKind == RefKind.None ? "" : "ref ") + parameter.Type.ToDisplayString(NullableFlowState.None);
}
