using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Emission.Face;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

/// <summary>Finds members of the user's class, own and inherited, that the generated part would declare again.</summary>
internal static class MemberRules
{
    /// <param name="type">The user's class.</param>
    /// <param name="node">The part with the attribute.</param>
    /// <param name="kind">The attribute.</param>
    /// <param name="form">The form of its calls.</param>
    /// <param name="diagnostics">Where to report.</param>
    /// <returns>
    /// The generated members that a stub must leave out, the constructor that it needs for its base class, and a diagnostic for a member that collides with
    /// <c>Load()</c>. Only a model whose weights are in the assembly gets <c>Load()</c>, and this is not known here.
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

            // The generated part of the base class is not visible here: neither its members nor its private constructor.
            for (INamedTypeSymbol? ancestor = parent; ancestor is not null; ancestor = ancestor.BaseType)
            {
                if (ClassAttributes.AppliedTo(ancestor).FirstOrDefault()?.Kind is { } applied)
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

    /// <summary>A constructor that satisfies the base class; null if there is none. Without it, C# would repeat on the class what SHG0010 says.</summary>
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

    /// <summary>The type as overload resolution distinguishes it: without nullability, and with <c>ref</c>, <c>out</c> and <c>in</c> as one.</summary>
    private static string ParameterType(IParameterSymbol parameter) =>
        (parameter.RefKind == RefKind.None ? "" : "ref ") + parameter.Type.ToDisplayString(NullableFlowState.None);
}
