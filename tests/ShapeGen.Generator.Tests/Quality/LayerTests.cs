using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary>
/// Folders of the generator depend on each other in one direction: read from the compiled assembly, whose types of a folder have its namespace. So each can be read,
/// tested and moved without those above it.
/// </summary>
public class LayerTests
{
    private const string Root = "ShapeGen.Generator";

    [Fact]
    public void Folders_depend_in_one_direction()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(ModuleGenerator).Assembly.Location);
        Dictionary<(string From, string To), string> uses = [];
        foreach (TypeDefinition type in module.GetTypes().Where(type => FolderOf(type) is not null))
        {
            foreach (TypeDefinition used in UsedBy(type).Where(used => FolderOf(used) is not null && FolderOf(used) != FolderOf(type)))
            {
                uses.TryAdd((FolderOf(type)!, FolderOf(used)!), $"{type.FullName} uses {used.FullName}");
            }
        }

        Assert.True(uses.Count > 40, $"{uses.Count} uses were found.");
        ILookup<string, string> direct = uses.Keys.ToLookup(use => use.From, use => use.To);
        List<string> circles = [.. uses.Where(use => Reaches(direct, use.Key.To, use.Key.From)).Select(use => $"{use.Key.From} -> {use.Key.To}: {use.Value}").Order(StringComparer.Ordinal)];
        Assert.True(circles.Count == 0, "Folders use each other:\n" + string.Join("\n", circles));
    }

    /// <summary>What is read from attributes is read by the core's own abstraction: folders of the core have no type of the compiler.</summary>
    [Fact]
    public void The_core_has_no_type_of_the_compiler()
    {
        string[] core = ["Arguments", "Common", "Emission", "Families", "Graph", "Headers", "Kernels", "Modules", "Naming", "Operations", "Options", "Parameters", "Planning", "Roles", "Sidecars", "Sizes", "Suggestion", "Vectors"];
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(ModuleGenerator).Assembly.Location);
        List<TypeDefinition> types = [.. module.GetTypes().Where(type => core.Contains(FolderOf(type)))];
        Assert.Equal(core, types.Select(type => FolderOf(type)!).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(
            from type in types
            from used in ReferencedBy(type)
            where used.Scope.Name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
            select $"{type.FullName} uses {used.FullName}");
    }

    /// <summary>The folder of a type; null of those that the C# compiler adds.</summary>
    private static string? FolderOf(TypeDefinition type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return !type.Namespace.StartsWith(Root, StringComparison.Ordinal) ? null : type.Namespace == Root ? "" : type.Namespace[(Root.Length + 1)..].Split('.')[0];
    }

    private static bool Reaches(ILookup<string, string> direct, string from, string to)
    {
        HashSet<string> seen = [from];
        Queue<string> left = new(seen);
        while (left.TryDequeue(out string? next))
        {
            if (next == to)
            {
                return true;
            }

            foreach (string further in direct[next].Where(seen.Add))
            {
                left.Enqueue(further);
            }
        }

        return false;
    }

    private static IEnumerable<TypeDefinition> UsedBy(TypeDefinition type) => ReferencedBy(type).OfType<TypeDefinition>().Distinct();

    private static IEnumerable<TypeReference> ReferencedBy(TypeDefinition type) =>
    [
        .. Parts(type.BaseType),
        .. type.Interfaces.SelectMany(item => Parts(item.InterfaceType)),
        .. type.CustomAttributes.SelectMany(attribute => Parts(attribute.AttributeType)),
        .. type.Fields.SelectMany(field => Parts(field.FieldType)),
        .. type.GenericParameters.SelectMany(parameter => parameter.Constraints).SelectMany(constraint => Parts(constraint.ConstraintType)),
        .. type.Methods.SelectMany(ReferencedBy),
    ];

    private static IEnumerable<TypeReference> ReferencedBy(MethodDefinition method) =>
    [
        .. Parts(method.ReturnType),
        .. method.Parameters.SelectMany(parameter => Parts(parameter.ParameterType)),
        .. method.GenericParameters.SelectMany(parameter => parameter.Constraints).SelectMany(constraint => Parts(constraint.ConstraintType)),
        .. method.HasBody ? method.Body.Variables.SelectMany(variable => Parts(variable.VariableType)) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(ReferencedBy) : [],
    ];

    private static IEnumerable<TypeReference> ReferencedBy(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => Parts(type),
        GenericInstanceMethod method => [.. Parts(method.DeclaringType), .. method.GenericArguments.SelectMany(Parts)],
        MemberReference member => Parts(member.DeclaringType),
        _ => [],
    };

    /// <summary>A type and those that it is made of: of arrays and references the elements, of generic types the arguments.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null => [],
        GenericInstanceType generic => [.. Parts(generic.ElementType), .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };
}
