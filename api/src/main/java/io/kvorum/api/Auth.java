package io.kvorum.api;

import io.kvorum.api.etcdserverpb.AuthDisableRequest;
import io.kvorum.api.etcdserverpb.AuthDisableResponse;
import io.kvorum.api.etcdserverpb.AuthEnableRequest;
import io.kvorum.api.etcdserverpb.AuthEnableResponse;
import io.kvorum.api.etcdserverpb.AuthRoleAddRequest;
import io.kvorum.api.etcdserverpb.AuthRoleAddResponse;
import io.kvorum.api.etcdserverpb.AuthRoleDeleteRequest;
import io.kvorum.api.etcdserverpb.AuthRoleDeleteResponse;
import io.kvorum.api.etcdserverpb.AuthRoleGetRequest;
import io.kvorum.api.etcdserverpb.AuthRoleGetResponse;
import io.kvorum.api.etcdserverpb.AuthRoleGrantPermissionRequest;
import io.kvorum.api.etcdserverpb.AuthRoleGrantPermissionResponse;
import io.kvorum.api.etcdserverpb.AuthRoleListRequest;
import io.kvorum.api.etcdserverpb.AuthRoleListResponse;
import io.kvorum.api.etcdserverpb.AuthRoleRevokePermissionRequest;
import io.kvorum.api.etcdserverpb.AuthRoleRevokePermissionResponse;
import io.kvorum.api.etcdserverpb.AuthStatusRequest;
import io.kvorum.api.etcdserverpb.AuthStatusResponse;
import io.kvorum.api.etcdserverpb.AuthUserAddRequest;
import io.kvorum.api.etcdserverpb.AuthUserAddResponse;
import io.kvorum.api.etcdserverpb.AuthUserChangePasswordRequest;
import io.kvorum.api.etcdserverpb.AuthUserChangePasswordResponse;
import io.kvorum.api.etcdserverpb.AuthUserDeleteRequest;
import io.kvorum.api.etcdserverpb.AuthUserDeleteResponse;
import io.kvorum.api.etcdserverpb.AuthUserGetRequest;
import io.kvorum.api.etcdserverpb.AuthUserGetResponse;
import io.kvorum.api.etcdserverpb.AuthUserGrantRoleRequest;
import io.kvorum.api.etcdserverpb.AuthUserGrantRoleResponse;
import io.kvorum.api.etcdserverpb.AuthUserListRequest;
import io.kvorum.api.etcdserverpb.AuthUserListResponse;
import io.kvorum.api.etcdserverpb.AuthUserRevokeRoleRequest;
import io.kvorum.api.etcdserverpb.AuthUserRevokeRoleResponse;
import io.kvorum.api.etcdserverpb.AuthenticateRequest;
import io.kvorum.api.etcdserverpb.AuthenticateResponse;

/**
 * Users, roles and the switch that turns authentication on. Every header shows the revision of the key space (R20h).
 *
 * <p>Threading: every method may be called from any thread, concurrently, and returns without waiting. The answer
 * comes through the reply, on any thread, also before the method returns. Errors come through it too; a method throws
 * nothing. The request is not changed by either side.
 */
public interface Auth {
    /** Turns authentication on; wants a root user with the root role. */
    void authEnable(RequestContext context, AuthEnableRequest request, Reply<AuthEnableResponse> reply);

    /** Turns authentication off. */
    void authDisable(RequestContext context, AuthDisableRequest request, Reply<AuthDisableResponse> reply);

    /** Tells whether authentication is on, and the revision of the user and role data. */
    void authStatus(RequestContext context, AuthStatusRequest request, Reply<AuthStatusResponse> reply);

    /** Exchanges a name and a password for a token (R214). */
    void authenticate(RequestContext context, AuthenticateRequest request, Reply<AuthenticateResponse> reply);

    /** Adds a user. */
    void userAdd(RequestContext context, AuthUserAddRequest request, Reply<AuthUserAddResponse> reply);

    /** Tells the roles of a user. */
    void userGet(RequestContext context, AuthUserGetRequest request, Reply<AuthUserGetResponse> reply);

    /** Lists the users. */
    void userList(RequestContext context, AuthUserListRequest request, Reply<AuthUserListResponse> reply);

    /** Deletes a user. */
    void userDelete(RequestContext context, AuthUserDeleteRequest request, Reply<AuthUserDeleteResponse> reply);

    /** Sets the password of a user. */
    void userChangePassword(
            RequestContext context, AuthUserChangePasswordRequest request, Reply<AuthUserChangePasswordResponse> reply);

    /** Gives a role to a user. */
    void userGrantRole(
            RequestContext context, AuthUserGrantRoleRequest request, Reply<AuthUserGrantRoleResponse> reply);

    /** Takes a role from a user. */
    void userRevokeRole(
            RequestContext context, AuthUserRevokeRoleRequest request, Reply<AuthUserRevokeRoleResponse> reply);

    /** Adds a role. */
    void roleAdd(RequestContext context, AuthRoleAddRequest request, Reply<AuthRoleAddResponse> reply);

    /** Tells the permissions of a role. */
    void roleGet(RequestContext context, AuthRoleGetRequest request, Reply<AuthRoleGetResponse> reply);

    /** Lists the roles. */
    void roleList(RequestContext context, AuthRoleListRequest request, Reply<AuthRoleListResponse> reply);

    /** Deletes a role and takes it from its users. */
    void roleDelete(RequestContext context, AuthRoleDeleteRequest request, Reply<AuthRoleDeleteResponse> reply);

    /** Adds or changes a permission of a role. */
    void roleGrantPermission(
            RequestContext context,
            AuthRoleGrantPermissionRequest request,
            Reply<AuthRoleGrantPermissionResponse> reply);

    /** Takes a permission from a role; key and end must match exactly. */
    void roleRevokePermission(
            RequestContext context,
            AuthRoleRevokePermissionRequest request,
            Reply<AuthRoleRevokePermissionResponse> reply);
}
