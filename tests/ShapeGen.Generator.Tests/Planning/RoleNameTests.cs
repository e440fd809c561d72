using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>Names that are spelled out are those of the enumeration, and none is left out.</summary>
public sealed class RoleNameTests
{
    [Fact]
    public void Each_role_has_its_name() => Assert.All(Enum.GetValues<Role>(), role => Assert.Equal(role.ToString(), role.Name()));

    [Fact]
    public void Each_part_has_its_name() => Assert.All(Enum.GetValues<TensorPart>(), part => Assert.Equal(part.ToString(), part.Name()));
}
